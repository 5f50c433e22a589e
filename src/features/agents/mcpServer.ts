import * as path from 'node:path';
import vscode = require('vscode');
import type { Settings } from '../../platform/settings';

/** Offers the MCP server of the command line to the editor, which starts it only when an agent wants it. */
export class EvidenceMcpServer implements vscode.McpServerDefinitionProvider<vscode.McpStdioServerDefinition> {
  readonly onDidChangeMcpServerDefinitions: vscode.Event<void>;

  /** @param modelsFolder returns the folder in which the editor keeps its models now */
  constructor(
    private readonly extension: vscode.Extension<unknown>,
    private readonly settings: Settings,
    private readonly modelsFolder: () => string,
  ) {
    this.onDidChangeMcpServerDefinitions = settings.onDidChange;
  }

  provideMcpServerDefinitions(): vscode.McpStdioServerDefinition[] {
    // Agents give paths relative to the first folder that is on this disk.
    const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
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
}
