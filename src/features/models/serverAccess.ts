import vscode = require('vscode');
import { KnownError } from '../../core/errors/knownError';
import { sentence } from '../../core/text/sentence';
import type { ModelServer } from '../../inference/modelEngine';
import { parseServerToken, parseServerUrl } from '../../inference/server/address';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import type { PersistentState } from '../../platform/memento';
import type { Prompts } from '../../platform/prompts';
import type { Settings } from '../../platform/settings';
import { askForToken, type TokenPlace } from './tokens';

/** The key of the token in the secret storage. Each server has its own, so that none goes to another server when the setting changes. */
const secretKey = (url: string): string => `serverToken:${new URL(url).origin}`;

/** Which server runs the model, with which token, and whether the reader has agreed that papers go there. */
export class ServerAccess extends Disposable {
  private readonly changed = this.register(new vscode.EventEmitter<void>());
  /** Fires when another server, or none, answers from now on. */
  readonly onDidChange = this.changed.event;
  /** The address that the reader does not want to use in this window, although it is set. */
  private unused: string | undefined;
  /** The dialogue that is open, with the address that it is about. */
  private asking: { readonly url: string; readonly allowed: Promise<boolean> } | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly secrets: vscode.SecretStorage,
    private readonly state: PersistentState,
    private readonly prompts: Prompts,
  ) {
    super();
    this.register(
      vscode.commands.registerCommand(Command.setServerToken, () =>
        askForToken(this.secrets, this.prompts, () => this.tokenPlace()),
      ),
    );
  }

  /** The server that is set, by name; undefined when none is. */
  get host(): string | undefined {
    const text = this.settings.server.url;
    return text === '' ? undefined : URL.canParse(text) ? new URL(text).host : text;
  }

  /** The server that answers in this window, by name; undefined when questions are answered on this machine. */
  get used(): string | undefined {
    return this.unused === this.settings.server.url ? undefined : this.host;
  }

  /**
   * The server that answers; undefined when questions are answered on this machine. Asks the reader once for each address, before anything
   * is sent there.
   *
   * @throws KnownError `badName` for an address that cannot be used, `declined` when the reader gives the question up
   */
  async server(): Promise<ModelServer | undefined> {
    if (this.used === undefined) return undefined;
    const { url: written, allowHttp, model, batch, requests } = this.settings.server;
    const url = parseServerUrl(written, allowHttp);
    if (!this.state.allowsServer(url)) {
      if (this.asking?.url !== url) this.asking = { url, allowed: this.askConsent(url) };
      const isAllowed = await this.asking.allowed.finally(() => (this.asking = undefined));
      if (!isAllowed) return undefined;
    }
    const token = await this.secrets.get(secretKey(url));
    return {
      ...{ url, batch, requests },
      model: model === '' ? undefined : model,
      ...(token === undefined ? {} : { token }),
    };
  }

  /** Questions are answered on this machine from now on, until `useAgain`, another address or a new window. */
  answerHere(): void {
    this.unused = this.settings.server.url;
    this.changed.fire();
  }

  useAgain(): void {
    this.unused = undefined;
    this.changed.fire();
  }

  /** Resolves to false when the reader wants the answers from this machine. */
  private async askConsent(url: string): Promise<boolean> {
    const { host } = new URL(url);
    const send = vscode.l10n.t('Send to {0}', host);
    const here = answerHereLabel();
    const choice = await this.prompts.choose(
      vscode.l10n.t('Send papers to {0}?', url),
      vscode.l10n.t(
        'The setting evidence.server.url names a server that runs the model. Your question, and the parts of a paper that are read for it, leave this machine as token ids, from which the text can be restored. This is asked once for each address.',
      ),
      send,
      here,
    );
    if (choice === send) {
      await this.state.allowServer(url);
      return true;
    }
    if (choice !== here) {
      throw new KnownError(
        'declined',
        sentence`The question was not asked, because nothing may be sent to ${host}: ask again and allow it, or clear evidence.server.url.`,
      );
    }
    this.answerHere();
    return false;
  }

  private tokenPlace(): TokenPlace {
    const { url: written, allowHttp } = this.settings.server;
    if (written === '') {
      throw new KnownError('badName', sentence`No server is set: set its address in evidence.server.url first.`);
    }
    const url = parseServerUrl(written, allowHttp);
    return {
      key: secretKey(url),
      title: vscode.l10n.t('Token for {0}', url),
      hint: vscode.l10n.t(
        'It is kept in the secret storage and sent only to this server. Leave it empty to delete it.',
      ),
      parse: parseServerToken,
    };
  }
}

/** The button that has questions answered without the server. */
export function answerHereLabel(): string {
  return vscode.l10n.t('Answer on This Machine');
}
