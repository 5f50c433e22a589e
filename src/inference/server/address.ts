import { sentence } from '../../core/text/sentence';
import { KnownError } from '../../core/errors/knownError';
import { isToken, webAddress, withoutSecrets } from '../../node/webAddress';

/** This machine: what is sent there does not go over a network. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads the address of an inference server.
 *
 * @param allowsHttp whether other machines may be asked without encryption
 * @throws KnownError `badName`; its message leaves out the parts of the address that may be secret
 */
export function parseServerUrl(text: string, allowsHttp: boolean): string {
  const url = webAddress(text);
  if (url === undefined) {
    throw new KnownError(
      'badName',
      sentence`'${withoutSecrets(text)}' is not the address of a server: give one such as https://models.example.org, without a user name, a password or a query.`,
    );
  }
  const { protocol, hostname, host } = new URL(url);
  if (protocol === 'https:' || allowsHttp || LOOPBACK.test(hostname)) return url;
  throw new KnownError(
    'badName',
    sentence`${host} would get the paper unencrypted over http: give its https address, or allow http with evidence.server.allowHttp or --allow-http.`,
  );
}

/**
 * Reads a token for a server, from a reader or an environment variable.
 *
 * @returns undefined when it is missing or blank
 * @throws KnownError `badToken` for characters that are not allowed in a header
 */
export function parseServerToken(text: string | undefined): string | undefined {
  const token = text?.trim();
  if (!token) return undefined;
  if (isToken(token)) return token;
  throw new KnownError(
    'badToken',
    sentence`The server's token contains characters that a token cannot have: copy it again, then set it with "Evidence Lens: Set Server Token" or EVIDENCE_LENS_SERVER_TOKEN.`,
  );
}
