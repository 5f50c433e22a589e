import { type Sentence, written } from '../text/sentence';

/**
 * What an error comes from: `input` is the reader's to change (a question, a paper, a name, a model, a folder), `outside` may pass by itself
 * (the network, the hub, a full disk, another window), `program` is a fault of this program's processes, whose details help to find it.
 */
export type ErrorOrigin = 'input' | 'outside' | 'program';

/** Every code, by where it arises, with its origin. */
const ORIGINS = {
  // The command line, the tools of agents, files that are read as data
  ...{ usage: 'input', badLine: 'input', badToolInput: 'input', badRows: 'input', badAnnotations: 'input' },
  interrupted: 'outside',
  // A question and its paper
  ...{ badQuestion: 'input', badPaper: 'input', unsupportedLanguage: 'input' },
  // A model and its files
  ...{ badName: 'input', badModel: 'input', modelNotInstalled: 'input', damagedModel: 'input' },
  // The hub
  ...{ badToken: 'input', auth: 'outside', gated: 'outside', notFound: 'outside' },
  ...{ checksum: 'outside', network: 'outside' },
  // The disk, which other programs and windows use too
  ...{ storage: 'input', inTheWay: 'input', diskFull: 'outside', busy: 'outside' },
  // The processes that infer and that hold the index of papers
  ...{ workerCrashed: 'program', workerSilent: 'program', workerUnavailable: 'program', indexFailed: 'program' },
  internal: 'program',
  // Language models of the editor
  languageModelFailed: 'outside',
} as const satisfies Readonly<Record<string, ErrorOrigin>>;

export type ErrorCode = keyof typeof ORIGINS;

/** Whether a value that came from another process is the code of an error. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ORIGINS, value);
}

/** An error whose message is one sentence for the reader: what happened, why, and what to do next. All other errors are faults. */
export class KnownError extends Error {
  /** The message as it can be translated; `Error.message` has it in English. */
  readonly told: Sentence;

  /**
   * @param told the message; a plain text where nobody translates it (the command line, agents)
   * @param detail for the log only
   */
  constructor(
    readonly code: ErrorCode,
    told: Sentence | string,
    readonly detail?: string,
  ) {
    const marked = typeof told === 'string' ? { template: told, values: [] } : told;
    super(written(marked));
    this.told = marked;
    this.name = 'KnownError';
  }

  get origin(): ErrorOrigin {
    return ORIGINS[this.code];
  }
}
