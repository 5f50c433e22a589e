import { DEFAULT_MODEL } from '../answers/engineName';
import { KnownError } from '../errors/knownError';
import { MAX_QUESTION_CHARS } from '../questions/question';

/** What an agent asks for. A field that it left out is undefined, and the tool fills it in. */
export interface EvidenceQuery {
  /** Trimmed, not empty. */
  readonly question: string;
  readonly file: string | undefined;
  readonly threshold: number | undefined;
  readonly limit: number;
  /** A value of `evidence.model`: `small`, `keyword`, `acl-verbatim`, another id or a folder. */
  readonly model: string | undefined;
}

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 50;

const QUESTION = {
  type: 'string',
  description:
    'What the passages should answer: a question in English, as you would put it to a reader. With the model keyword, use words that the paper may use.',
} as const;
const THRESHOLD = {
  type: 'number',
  minimum: 0,
  maximum: 1,
  description: 'Only passages with at least this score: 0.2 for balance (the default), 0.5 for precision.',
} as const;
const LIMIT = {
  type: 'integer',
  minimum: 1,
  maximum: MAX_LIMIT,
  default: DEFAULT_LIMIT,
  description: 'At most this many passages, those with the highest scores.',
} as const;

/** The input of the editor's tool, as JSON Schema. package.json repeats it, because VS Code reads it there. */
export const EDITOR_TOOL_SCHEMA = {
  type: 'object',
  properties: {
    question: QUESTION,
    file: {
      type: 'string',
      description:
        'The paper: a path in the workspace, an absolute path in it, or a URI. Without it, the paper in the active editor.',
    },
    threshold: THRESHOLD,
    limit: LIMIT,
  },
  required: ['question'],
  additionalProperties: false,
} as const;

const FILE = {
  type: 'string',
  description:
    'The paper, a text file (markdown is read best): an absolute path, one relative to the server, or a file: URI.',
} as const;

/** The input of the MCP server's `find_evidence`, as JSON Schema. */
export const SERVER_TOOL_SCHEMA = {
  type: 'object',
  properties: {
    question: QUESTION,
    file: FILE,
    threshold: THRESHOLD,
    limit: LIMIT,
    model: {
      type: 'string',
      description: `The model that finds the passages: \`${DEFAULT_MODEL}\` (the default), or another installed model.`,
    },
  },
  required: ['question', 'file'],
  additionalProperties: false,
} as const;

/** The input of the MCP server's `list_sections`, as JSON Schema. */
export const SECTIONS_SCHEMA = {
  type: 'object',
  properties: { file: FILE },
  required: ['file'],
  additionalProperties: false,
} as const;

/** The parts of a schema that are needed to read an input. */
interface InputSchema {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required: readonly string[];
}

/** Reads an agent's input by one of the schemas with a question. Throws a `KnownError` that says how to correct it. */
export function readEvidenceQuery(input: unknown, schema: InputSchema): EvidenceQuery {
  const fields = fieldsOf(input, schema);
  const question = textOf(fields, 'question')?.trim() ?? '';
  if (question === '')
    throw new KnownError('badToolInput', "'question' is empty: say what the passages should answer.");
  if (question.length > MAX_QUESTION_CHARS) {
    throw new KnownError(
      'badToolInput',
      `'question' has ${question.length} characters: use at most ${MAX_QUESTION_CHARS}.`,
    );
  }
  return {
    question,
    file: fileOf(fields),
    threshold: numberOf(fields, 'threshold', 0, 1),
    limit: wholeNumberOf(fields, 'limit', 1, MAX_LIMIT) ?? DEFAULT_LIMIT,
    model: textOf(fields, 'model'),
  };
}

/** Reads the file that an agent names for `list_sections`. Throws a `KnownError`. */
export function readSectionsQuery(input: unknown): string {
  return fileOf(fieldsOf(input, SECTIONS_SCHEMA))!;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(input: unknown, { properties, required }: InputSchema): Fields {
  const names = Object.keys(properties);
  const takes = `this tool takes ${names.map((name) => `'${name}'`).join(', ')}`;
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new KnownError('badToolInput', `The input is not an object: ${takes}.`);
  }
  const fields = input as Fields;
  const stranger = Object.keys(fields).find((name) => !names.includes(name));
  if (stranger !== undefined) throw new KnownError('badToolInput', `There is no input '${stranger}': ${takes}.`);
  const missing = required.find((name) => fields[name] === undefined || fields[name] === null);
  if (missing !== undefined) throw new KnownError('badToolInput', `'${missing}' is missing: ${takes}.`);
  return fields;
}

function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw new KnownError('badToolInput', `'${name}' must be text, not ${kindOf(value)}.`);
}

function fileOf(fields: Fields): string | undefined {
  const file = textOf(fields, 'file')?.trim();
  if (file === '') throw new KnownError('badToolInput', "'file' is empty: give the path of a text file.");
  return file;
}

function numberOf(fields: Fields, name: string, least: number, most: number): number | undefined {
  const value = fields[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw new KnownError('badToolInput', `'${name}' must be a number from ${least} to ${most}, not ${kindOf(value)}.`);
}

function wholeNumberOf(fields: Fields, name: string, least: number, most: number): number | undefined {
  const value = fields[name] ?? undefined;
  if (value === undefined) return undefined;
  if (Number.isInteger(value)) return numberOf(fields, name, least, most);
  throw new KnownError(
    'badToolInput',
    `'${name}' must be a whole number from ${least} to ${most}, not ${kindOf(value)}.`,
  );
}

/** A wrong value as a message shows it: a number as it is, anything else as its kind. */
function kindOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
