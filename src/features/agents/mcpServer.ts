import * as path from 'node:path';
import vscode = require('vscode');
import type { ModelServer } from '../../inference/modelEngine';
import type { Settings } from '../../platform/settings';

/** Offers the MCP server of the command line to the editor, which starts it only when an agent wants it. */
export class EvidenceMcpServer implements vscode.McpServerDefinitionProvider<vscode.McpStdioServerDefinition> {
  readonly onDidChangeMcpServerDefinitions: vscode.Event<void>;

  /**
   * @param modelsFolder returns the folder in which the editor keeps its models now
   * @param serverFor returns the server that runs a model; undefined when this machine does. Rejects when the reader does not want it asked
   */
  constructor(
    private readonly extension: vscode.Extension<unknown>,
    private readonly settings: Settings,
    private readonly modelsFolder: () => string,
    private readonly serverFor: (model: string) => Promise<ModelServer | undefined>,
  ) {
    this.onDidChangeMcpServerDefinitions = settings.onDidChange;
  }

  provideMcpServerDefinitions(): vscode.McpStdioServerDefinition[] {
    const { folder } = this;
    const cli = path.join(this.extension.extensionPath, 'dist', 'cli.js');
    const { version } = this.extension.packageJSON as { readonly version: string };
    const definition = new vscode.McpStdioServerDefinition(
      'Evidence Lens',
      process.execPath,
      [cli, 'mcp', '--model', this.settings.model(folder)],
      // On a desktop `process.execPath` is Electron, which the first variable turns into plain Node. The second shares the editor's models.
      { ELECTRON_RUN_AS_NODE: '1', EVIDENCE_LENS_MODELS: this.modelsFolder() },
      version,
    );
    if (folder) definition.cwd = folder;
    return [definition];
  }

  /** Called when the server starts: only now is the reader asked whether papers may be sent, and the token read. */
  async resolveMcpServerDefinition(
    definition: vscode.McpStdioServerDefinition,
  ): Promise<vscode.McpStdioServerDefinition> {
    const server = await this.serverFor(this.settings.model(this.folder));
    if (server) {
      definition.args = [...definition.args, ...optionsOf(server)];
      definition.env = { ...definition.env, EVIDENCE_LENS_SERVER_TOKEN: server.token ?? null };
    }
    return definition;
  }

  /** Agents give paths relative to the first folder that is on this disk. */
  private get folder(): vscode.Uri | undefined {
    return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
  }
}

/** A server as options of the command line. The reader has allowed its address, also where that is not encrypted. */
function optionsOf({ url, model, batch, requests }: ModelServer): string[] {
  return [
    ...['--server', url, '--allow-http', '--server-batch', String(batch), '--server-requests', String(requests)],
    ...(model === undefined ? [] : ['--server-model', model]),
  ];
}
