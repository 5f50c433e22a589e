import * as vscode from 'vscode';
import type { InferenceClient } from '../../inference/client';
import { Disposable } from '../../platform/disposable';
import type { Settings } from '../../platform/settings';
import type { Models } from '../models/models';
import type { PaperAtHand } from '../papers/paperAtHand';
import { FindEvidenceTool } from './findEvidence';
import { EvidenceMcpServer } from './mcpServer';

/** The names of the tool and of the provider in package.json. */
const FIND_EVIDENCE = 'find_evidence';
const MCP_PROVIDER = 'evidence.mcp';

/** What agents in the editor can use: the language-model tool and the MCP server. */
export class Agents extends Disposable {
  readonly mcpServer: EvidenceMcpServer;

  constructor(
    client: InferenceClient,
    settings: Settings,
    atHand: PaperAtHand,
    models: Models,
    extension: vscode.Extension<unknown>,
  ) {
    super();
    this.mcpServer = new EvidenceMcpServer(extension, settings, models);
    const findEvidence = new FindEvidenceTool(client, settings, atHand, (model) => models.engine(model));
    this.register(vscode.lm.registerTool(FIND_EVIDENCE, findEvidence));
    this.register(vscode.lm.registerMcpServerDefinitionProvider(MCP_PROVIDER, this.mcpServer));
  }
}
