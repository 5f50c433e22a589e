import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { quotedText } from '../../src/core/answers/readableText';
import { Answer } from '../../src/core/answers/answer';
import { engineSource } from '../../src/core/answers/source';
import { csvOf } from '../../src/core/export/data';
import { outlinePaper } from '../../src/core/paper/outline';
import { decodeRecord, encodeRecord, RecordError } from '../../src/core/questions/codec';
import type { Question } from '../../src/core/questions/question';
import { citationOf } from '../../src/core/quotes/citation';
import { textOfPieces, within } from '../../src/core/text/pieces';
import type { InferenceClient } from '../../src/inference/client';
import { collectAnswer } from '../../src/inference/collect';
import { sourceOf } from '../../src/model/store/catalogue';
import { Hub } from '../../src/model/hub/hub';
import { installFromHub } from '../../src/model/store/install';
import { ModelStore } from '../../src/model/store/modelStore';
import { DEFAULT_RETRY } from '../../src/node/retry';
import { KnownError } from '../../src/core/errors/knownError';

/**
 * A part of the program that reads foreign data. `run` throws when the bytes do harm. Refusing them with a message for the reader is no
 * harm.
 */
export interface Target {
  /** Valid data, which is then changed at random. */
  readonly examples: () => readonly Uint8Array[];
  readonly run: (bytes: Uint8Array, client: InferenceClient) => Promise<void>;
}

const ROOT = path.resolve(__dirname, '../..');
const VIEW = { threshold: 0.2, minSpanChars: 10, mergeGapChars: 20, includeReferences: true };
const PATIENCE_MS = 60_000;
/** Error codes with which an input may be refused. Other codes mean a fault of ours. */
const REFUSALS = new Set([
  'badQuestion',
  'badPaper',
  'unsupportedLanguage',
  'badModel',
  'damagedModel',
  'modelNotInstalled',
]);

export const WORKER = path.join(ROOT, 'dist', 'worker.js');

const MODEL = path.join(ROOT, 'test', 'fixtures', 'models', 'single');
/** The first byte decides which file of the model the bytes are, so that one input is one file. */
const MODEL_FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];

export const TARGETS: Readonly<Record<string, Target>> = {
  papers: {
    examples: () => [
      readFileSync(path.join(ROOT, 'samples', 'evidence-lens.md')),
      Buffer.from('---\ntitle: "A: b"\ncitekey: x\n---\n# A\n\n| a | b |\n|---|---|\n| 1 | 2 |\n'),
    ],
    run: async (bytes, client) => {
      const text = new TextDecoder().decode(bytes);
      const answer = await withinTime((signal) =>
        refusable(
          collectAnswer(
            client,
            'keyword',
            { engine: { kind: 'keyword' }, question: 'What does the evidence show?', text, format: 'markdown' },
            signal,
          ),
        ),
      );
      const began = performance.now();
      const citation = citationOf(text, answer?.outline?.headings ?? [], 'markdown');
      const passages = (answer?.passages(VIEW) ?? []).map((passage) => ({
        ...passage,
        quote: quotedText(answer?.outline, passage, text, passage),
        line: 1,
        edited: false,
      }));
      if (passages.some((passage) => textOfPieces(text, within(passage, passage.ranges)) !== passage.text))
        throw new Error('a passage is not in the paper');
      csvOf({
        ...citation,
        file: 'x',
        text,
        questions: [{ question: 'q', source: engineSource('keyword'), threshold: 0.2, askedAt: 0, passages, lost: 0 }],
      });
      if (performance.now() - began > 5000) throw new Error('the host was busy for more than five seconds');
    },
  },

  models: {
    examples: () =>
      MODEL_FILES.map((name, index) => Buffer.concat([Buffer.of(index), readFileSync(path.join(MODEL, name))])),
    run: async (bytes, client) => {
      await inFolder(async (folder) => {
        cpSync(MODEL, folder, { recursive: true });
        writeFileSync(path.join(folder, MODEL_FILES[(bytes[0] ?? 0) % MODEL_FILES.length]!), bytes.subarray(1));
        const engine = {
          kind: 'onnx',
          folder,
          preparedFolder: path.join(folder, 'prepared'),
          precision: 'fp32',
          threads: 1,
        } as const;
        const input = { engine, question: 'Who ran?', text: 'They ran at dawn.\n', format: 'markdown' } as const;
        await withinTime((signal) => refusable(collectAnswer(client, folder, input, signal)));
      });
    },
  },

  records: {
    examples: () => [exampleRecord()],
    run: (bytes) => {
      try {
        const record = decodeRecord(bytes);
        for (const { answer, askedAt } of record.questions) {
          answer.passages(VIEW);
          new Date(askedAt).toISOString();
        }
        decodeRecord(encodeRecord(record));
      } catch (error) {
        if (!(error instanceof RecordError)) throw error;
      }
      return Promise.resolve();
    },
  },

  hub: {
    // A status and a body. They answer every request.
    examples: () => [
      Buffer.from(
        '200 {"sha":"0123456789012345678901234567890123456789","siblings":[{"rfilename":"config.json","size":3}]}',
      ),
      Buffer.from(
        '200 [{"type":"file","path":"config.json","size":3,"oid":"0123456789012345678901234567890123456789"}]',
      ),
      Buffer.from('302 /elsewhere'),
      Buffer.from('416 '),
    ],
    run: async (bytes) => {
      const [, status = '200', body = ''] = /^(\d{3}) ([^]*)$/.exec(Buffer.from(bytes).toString('latin1')) ?? [];
      const code = Math.min(599, Math.max(200, Number(status)));
      const server = createServer((_, response) => {
        response.writeHead(code, { location: encodeURI(body.slice(0, 100)), 'content-type': 'application/json' });
        response.end(Buffer.from(body, 'latin1'));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const hub = new Hub({ endpoint, token: undefined, fetch, patienceMs: 2000 });
      try {
        await inFolder((folder) =>
          withinTime(async (signal) => {
            const tools = {
              store: new ModelStore(folder, path.join(folder, 'shipped')),
              hub,
              free: () => Promise.resolve(undefined),
              signal,
              onProgress: () => undefined,
            };
            await installFromHub(sourceOf('acl-verbatim')!, {
              ...tools,
              retry: { ...DEFAULT_RETRY, attempts: 2, firstPauseMs: 1 },
            }).catch((error: unknown) => {
              if (!(error instanceof KnownError)) throw error;
            });
          }),
        );
      } finally {
        server.closeAllConnections();
        server.close();
      }
    },
  },
};

function exampleRecord(): Uint8Array {
  const text = '# Runs\n\nForty people ran at dawn, and they were well.\n';
  const scores = [
    { kind: 'blocks', ranges: [{ start: 8, end: 30, score: 0.5 }], sentences: [] },
    {
      kind: 'tokens',
      windows: [
        { starts: Uint32Array.of(8, 14), ends: Uint32Array.of(13, 20), probabilities: Float32Array.of(0.7, 0.3) },
      ],
    },
  ] as const;
  const questions = scores.map((found, index): Question => {
    const answer = new Answer('Who ran?', engineSource('keyword'), text);
    answer.setOutline(outlinePaper(text, 'markdown'));
    answer.addScores(0, found);
    answer.state = 'complete';
    return { id: String(index), answer, askedAt: index, pinned: false, shown: true, slot: index, marks: [] };
  });
  return encodeRecord({ uri: 'file:///runs.md', threshold: 0.3, questions });
}

async function refusable<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    if (error instanceof KnownError && REFUSALS.has(error.code)) return undefined;
    throw error;
  });
}

async function withinTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const result = await work(signal);
  if (signal.aborted) throw new Error(`nothing came for ${PATIENCE_MS / 1000} seconds`);
  return result;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'evidence-fuzz-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
