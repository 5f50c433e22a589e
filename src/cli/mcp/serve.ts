import { Readable } from 'node:stream';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { STDIO_DEFAULT_MAX_BUFFER_SIZE as MAX_MESSAGE_BYTES } from '@modelcontextprotocol/sdk/shared/stdio.js';
import { ErrorCode } from '@modelcontextprotocol/sdk/types.js';
import { reportOf, sectionsOf } from '../../core/agents/report';
import { KEYWORD } from '../../core/answers/engineName';
import { DEFAULT_SPAN_OPTIONS } from '../../core/spans/spans';
import { harmless } from '../../core/text/harmless';
import type { InferenceClient } from '../../inference/client';
import { collectAnswer } from '../../inference/collect';
import type { EngineSpec } from '../../inference/protocol';
import { withClient } from '../interruptible';
import { engineFor, type EngineValues, tellDevice } from '../modelPlace';
import { messageLines, type TooLong } from './messageLines';
import { readNamedPaper } from './paper';
import { createServer, type AgentTools } from './server';
import { KnownError } from '../../core/errors/knownError';

/**
 * Serves the tools on standard input and output until the input ends. Standard output is for the protocol: nothing else may be written
 * there.
 *
 * @param model the engine to use when an agent names none
 * @param values what runs the models
 */
export async function serve(model: string, values: EngineValues): Promise<void> {
  await withClient(async (client) => {
    const server = createServer(toolsOf(client, model, values));
    const lines = Readable.from(
      messageLines(process.stdin, MAX_MESSAGE_BYTES, (message) => refuse(transport, message)),
      { objectMode: false },
    );
    const transport = new StdioServerTransport(lines);
    const ended = new Promise<void>((resolve) => {
      lines.once('end', resolve);
      lines.once('close', resolve);
    });
    await server.connect(transport);
    await ended;
    await server.close();
  });
}

/** Answers a message that was too long to read. Without an id there is nobody to answer. */
function refuse(transport: StdioServerTransport, { id }: TooLong): void {
  const limit = MAX_MESSAGE_BYTES / 2 ** 20;
  const message = `This message has more than ${limit} MB and was not read: give the path of a paper in 'file' instead of its text.`;
  if (id === undefined) process.stderr.write(`${message}\n`);
  else void transport.send({ jsonrpc: '2.0', id, error: { code: ErrorCode.InvalidRequest, message } });
}

function toolsOf(client: InferenceClient, defaultModel: string, values: EngineValues): AgentTools {
  const engineOfQuery = async (model: string): Promise<EngineSpec> => {
    // No server runs keyword matching, and the name on the server is that of the default model.
    if (model === KEYWORD) return { kind: 'keyword' };
    return await engineFor(model, model === defaultModel ? values : { ...values, 'server-model': undefined });
  };
  return {
    findEvidence: async (query, signal) => {
      const model = query.model ?? defaultModel;
      const engine = await engineOfQuery(model);
      const { text, format, file, uri } = await readNamedPaper(query.file!);
      const input = { engine, question: query.question, text, format };
      const answer = await withRetry(client, () => collectAnswer(client, model, input, signal));
      await tellDevice(client, engine);
      const view = { ...DEFAULT_SPAN_OPTIONS, includeReferences: false };
      const threshold = query.threshold ?? view.threshold;
      return reportOf(answer, { ...view, threshold }, query.limit, uri, file);
    },

    listSections: async (named, signal) => {
      const { text, format, file, uri } = await readNamedPaper(named);
      const outline = await withRetry(client, () => client.outline({ text, format }, signal));
      if (!outline) throw new KnownError('interrupted', 'The call was cancelled.');
      return sectionsOf(file, outline, uri);
    },

    fault: (error) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(`${harmless(text)}\n`);
    },
  };
}

/**
 * After repeated crashes, starts the process again: a server cannot ask a user, and an agent that calls again wants another try. Where an
 * inference server fails, the error only names what can answer on this machine: leaving the server is for its user to decide.
 */
async function withRetry<T>(client: InferenceClient, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KnownError)) throw error;
    if (error.code === 'serverFailed') {
      const advice = `This machine answers with the model '${KEYWORD}', or when the user starts this MCP server without --server.`;
      throw new KnownError('serverFailed', `${error.message} ${advice}`, error.detail);
    }
    if (error.code !== 'workerUnavailable') throw error;
    client.retry();
    throw new KnownError('workerUnavailable', `${error.message} Call again to try once more.`);
  }
}
