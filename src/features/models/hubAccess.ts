import vscode = require('vscode');
import { DEFAULT_ENDPOINT, type Fetch, Hub, parseEndpoint, parseToken } from '../../model/hub/hub';
import { DEFAULT_PATIENCE_MS } from '../../model/hub/watchdog';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import type { Prompts } from '../../platform/prompts';
import type { Settings } from '../../platform/settings';
import { askForToken, type TokenPlace } from './tokens';

/** The key of the token in the secret storage. Each hub has its own, so that a token never goes to another hub when the setting changes. */
const secretKey = (endpoint: string): string => `hubToken:${new URL(endpoint).origin}`;

/** Which hub is used, and with which token. */
export class HubAccess extends Disposable {
  constructor(
    private readonly settings: Settings,
    private readonly secrets: vscode.SecretStorage,
    private readonly prompts: Prompts,
  ) {
    super();
    this.register(
      vscode.commands.registerCommand(Command.setHubToken, () =>
        askForToken(this.secrets, this.prompts, () => this.tokenPlace()),
      ),
    );
  }

  /** The hub's address: from the setting, else HF_ENDPOINT, else huggingface.co. Throws a `KnownError` when it is not an address. */
  get endpoint(): string {
    return parseEndpoint(this.settings.hubEndpoint || process.env['HF_ENDPOINT'] || DEFAULT_ENDPOINT);
  }

  /** A client for the hub, by the settings of now. */
  async open(): Promise<Hub> {
    const { endpoint } = this;
    const token = (await this.secrets.get(secretKey(endpoint))) ?? process.env['HF_TOKEN'];
    // VS Code replaces the global fetch by one that knows the reader's proxy and certificates, so it is looked up at each call.
    const fetch: Fetch = (input, init) => globalThis.fetch(input, init);
    return new Hub({ endpoint, token, fetch, patienceMs: DEFAULT_PATIENCE_MS });
  }

  private tokenPlace(): TokenPlace {
    const { endpoint } = this;
    return {
      key: secretKey(endpoint),
      title: vscode.l10n.t('Token for {0}', endpoint),
      hint: vscode.l10n.t('It is kept in the secret storage and sent only to this hub. Leave it empty to delete it.'),
      parse: parseToken,
    };
  }
}
