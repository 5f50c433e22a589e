/**
 * Reads the address of a server as a reader writes it. A path after the host is kept; slashes at the end are dropped.
 *
 * @returns undefined when it is none, or when it has a part that may be secret: a user name, a password, a query
 */
export function webAddress(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSecret = url !== undefined && (url.username !== '' || url.password !== '');
  if (!url || !/^https?:$/.test(url.protocol) || isSecret || url.search !== '' || url.hash !== '') return undefined;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** A text that should be an address, without the parts that may be secret. */
export function withoutSecrets(text: string): string {
  return text.replace(/^.*@/s, '…@').replace(/[?#].*$/s, '…');
}

/** Whether a text has only characters that a token in a header may have. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}
