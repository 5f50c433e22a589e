import vscode = require('vscode');
import { FindEvidenceTool } from '../features/agents/findEvidence';
import { EvidenceMcpServer } from '../features/agents/mcpServer';
import type { Models } from '../features/models/models';
import type { CurrentPaper } from '../papers/currentPaper';
import type { Shared } from './shared';

/** The names of the tool and of the provider in package.json. */
const FIND_EVIDENCE = 'find_evidence';
const MCP_PROVIDER = 'evidence.mcp';

/** What agents in the editor can use. */
export interface AgentParts {
  readonly mcpServer: EvidenceMcpServer;
}

export function wireAgents(
  { context, own, client, settings }: Shared,
  currentPaper: CurrentPaper,
  models: Models,
): AgentParts {
  const findEvidence = new FindEvidenceTool(client, settings, currentPaper, (model) => models.engine(model));
  const mcpServer = new EvidenceMcpServer(
    context.extension,
    settings,
    () => models.store.root,
    (model) => models.serverFor(model),
  );
  own(vscode.lm.registerTool(FIND_EVIDENCE, findEvidence));
  own(vscode.lm.registerMcpServerDefinitionProvider(MCP_PROVIDER, mcpServer));
  return { mcpServer };
}
