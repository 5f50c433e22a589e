import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { reportOf, sectionsOf } from '../../core/agents/report';
import { ToolError } from '../../core/agents/toolError';
import { DEFAULT_SPAN_OPTIONS } from '../../core/spans/spans';
import { harmless } from '../../core/text/harmless';
import type { InferenceClient } from '../../inference/client';
import { collectAnswer } from '../../inference/collect';
import { InferenceError } from '../../inference/errors';
import { withClient } from '../inference';
import { engineOf } from '../models';
import { readNamedPaper } from './paper';
import { createServer, type AgentTools } from './server';

/**
 * Serves the tools on standard input and output until the input ends. Standard output belongs to the protocol: nothing else may
 * be written there.
 *
 * @param model what looks for passages when an agent names no model
 */
export async function serve(model: string): Promise<void> {
  await withClient(async (client) => {
    const server = createServer(toolsOf(client, model));
    const ended = new Promise<void>((resolve) => {
      process.stdin.once('end', resolve);
      process.stdin.once('close', resolve);
    });
    await server.connect(new StdioServerTransport());
    await ended;
    await server.close();
  });
}

function toolsOf(client: InferenceClient, defaultModel: string): AgentTools {
  return {
    findEvidence: async (query, signal) => {
      const model = query.model ?? defaultModel;
      const engine = await engineOf(model);
      const { text, format, uri } = await readNamedPaper(query.file!);
      const input = { engine, question: query.question, text, format };
      const answer = await withRetry(client, () => collectAnswer(client, model, input, signal));
      const view = { ...DEFAULT_SPAN_OPTIONS, includeReferences: false };
      const threshold = query.threshold ?? view.threshold;
      return reportOf(answer, { ...view, threshold }, query.limit, uri);
    },

    listSections: async (file, signal) => {
      const { text, format, uri } = await readNamedPaper(file);
      const outline = await withRetry(client, () => client.outline({ text, format }, signal));
      if (!outline) throw new ToolError('The call was cancelled.');
      return sectionsOf(text, outline, uri);
    },

    fault: (error) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(`${harmless(text)}\n`);
    },
  };
}

/** Nobody sits before a server who could be asked whether to try again: an agent that calls again has decided it. */
async function withRetry<T>(client: InferenceClient, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InferenceError) || error.code !== 'workerUnavailable') throw error;
    client.retry();
    throw new ToolError(`${error.message} Call again to try once more.`);
  }
}
