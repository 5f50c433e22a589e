import { type Sentence, written } from '../text/sentence';

/**
 * Where an error comes from. `input`: something that the reader can change (a question, paper, name, model or folder). `outside`: something
 * that may pass by itself (the network, the hub, a full disk, another window). `program`: a fault of this program; its details help to find it.
 */
export type ErrorOrigin = 'input' | 'outside' | 'program';

/** Every code with its origin, grouped by the part of the program that throws it. */
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
  // A server that runs a model
  ...{ serverFailed: 'outside', declined: 'input' },
  // The disk, which other programs and windows use too
  ...{ storage: 'input', inTheWay: 'input', diskFull: 'outside', busy: 'outside' },
  // The inference process and the process that holds the index of papers
  ...{ workerCrashed: 'program', workerSilent: 'program', workerUnavailable: 'program', indexFailed: 'program' },
  internal: 'program',
  // Language models of the editor
  languageModelFailed: 'outside',
} as const satisfies Readonly<Record<string, ErrorOrigin>>;

export type ErrorCode = keyof typeof ORIGINS;

/** Whether a value from another process is an error code. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ORIGINS, value);
}

/** An error whose message is one sentence for the reader: what happened, why, and what to do next. Any other error is a fault of the program. */
export class KnownError extends Error {
  /** The message for translation; `Error.message` has it in English. */
  readonly told: Sentence;

  /**
   * @param told the message; a plain string where nothing is translated (the command line, agents)
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
