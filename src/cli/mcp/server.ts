import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { CallToolRequestSchema, ListToolsRequestSchema, type CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { version } from '../../../package.json';
import {
  readEvidenceQuery,
  readSectionsQuery,
  SECTIONS_SCHEMA,
  SERVER_TOOL_SCHEMA,
  type EvidenceQuery,
} from '../../core/agents/query';
import type { EvidenceReport, SectionsReport } from '../../core/agents/report';
import { harmlessJson, oneLine } from '../../core/text/harmless';
import { KnownError } from '../../core/errors/knownError';

/** The work of the tools. The agent gets the message of a `KnownError` that they throw. */
export interface AgentTools {
  findEvidence(query: EvidenceQuery, signal: AbortSignal): Promise<EvidenceReport>;
  listSections(file: string, signal: AbortSignal): Promise<SectionsReport>;
  /** Logs an error that is a fault of the program. */
  fault(error: unknown): void;
}

const INSTRUCTIONS =
  'Evidence Lens finds the passages of a paper that answer a question, verbatim, each with a score, lines and section. ' +
  'Quote them as they are. A missing passage is no proof of absence: the engine may have overlooked it.';

const TOOLS = [
  {
    name: 'find_evidence',
    title: 'Find evidence in a paper',
    description:
      'Finds the passages of a paper (a text file) that answer a question, verbatim, with score, lines and section. Use it to cite a paper instead of recalling it.',
    inputSchema: SERVER_TOOL_SCHEMA,
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  {
    name: 'list_sections',
    title: 'List the sections of a paper',
    description: 'Lists the headings of a markdown paper with their levels and lines.',
    inputSchema: SECTIONS_SCHEMA,
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
];

/**
 * The MCP server with the tools. The project's own code checks the inputs, not the library's schemas, so that an agent gets one
 * sentence about what is wrong and not a validator's list.
 */
export function createServer(tools: AgentTools): McpServer {
  const mcp = new McpServer(
    { name: 'evidence-lens', title: 'Evidence Lens', version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  mcp.server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: TOOLS }));
  mcp.server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    try {
      return resultOf(await call(tools, params.name, params.arguments ?? {}, signal));
    } catch (error) {
      return errorOf(error, tools);
    }
  });
  return mcp;
}

function call(
  tools: AgentTools,
  name: string,
  input: unknown,
  signal: AbortSignal,
): Promise<EvidenceReport | SectionsReport> {
  if (name === 'find_evidence') return tools.findEvidence(readEvidenceQuery(input, SERVER_TOOL_SCHEMA), signal);
  if (name === 'list_sections') return tools.listSections(readSectionsQuery(input), signal);
  throw new KnownError(
    'badToolInput',
    `There is no tool '${name}': the tools are 'find_evidence' and 'list_sections'.`,
  );
}

/** The same data twice, as the protocol asks: structured, and as text for clients that read text only. */
function resultOf(report: EvidenceReport | SectionsReport): CallToolResult {
  return { content: [{ type: 'text', text: harmlessJson(report) }], structuredContent: { ...report } };
}

function errorOf(error: unknown, tools: AgentTools): CallToolResult {
  const isKnown = error instanceof KnownError;
  if (!isKnown) tools.fault(error);
  const text = isKnown
    ? error.message
    : 'The tool failed because of a fault in Evidence Lens; its standard error says more: call again, which may help.';
  return { isError: true, content: [{ type: 'text', text: oneLine(text) }] };
}
