import { type Band, bandOf, formatScore } from './bands';
import { engineName, KEYWORD, SMALL_MODEL } from './engineName';

/** Where an answer comes from. Only this file decides what readers see of a source, and whether its scores mean anything. */
export type AnswerSource =
  /** An engine of this program; `model` is a value of `evidence.model`, `server` the host that ran it if it was not this machine. */
  | { readonly kind: 'engine'; readonly model: string; readonly server?: string }
  /** A language model of the editor: it names passages and gives no scores. */
  | { readonly kind: 'languageModel'; readonly name: string }
  /** Annotations from a file that names no engine. */
  | { readonly kind: 'imported' };

/** How a passage looks: the band of its score, or a look of its own when a language model named it without a score. */
export type Look = Band | 'languageModel';

/** The icon of a passage in lists, by its look. */
export const LOOK_ICONS: Readonly<Record<Look, string>> = {
  strong: 'circle-filled',
  medium: 'circle-large-outline',
  weak: 'circle-outline',
  languageModel: 'sparkle',
};

/** The score of a passage that a language model named. It reaches every threshold, and no reader sees it. */
export const NAMED_SCORE = 1;

/** Stands before a language model's name in saved records, exports and `--json`. */
const LANGUAGE_MODEL = 'languageModel:';
/** Stands before the host and the model of an answer from a server: `server:HOST/MODEL`. */
const SERVER = 'server:';
/** Stands for imported annotations in the same places. */
const IMPORTED = 'imported';

/** @param server the host that runs the model; undefined for this machine */
export function engineSource(model: string, server?: string): AnswerSource {
  return { kind: 'engine', model, ...(server === undefined ? {} : { server }) };
}

/** A source as one string: the field `model` of saved records, exports and `--json`. */
export function sourceToText(source: AnswerSource): string {
  if (source.kind === 'engine') return source.server ? `${SERVER}${source.server}/${source.model}` : source.model;
  return source.kind === 'imported' ? IMPORTED : LANGUAGE_MODEL + source.name;
}

/** Reads what `sourceToText` wrote. */
export function sourceFromText(text: string): AnswerSource {
  if (text === IMPORTED) return { kind: 'imported' };
  if (text.startsWith(LANGUAGE_MODEL)) return { kind: 'languageModel', name: text.slice(LANGUAGE_MODEL.length) };
  if (text.startsWith(SERVER) && text.includes('/')) {
    const [host] = text.slice(SERVER.length).split('/', 1);
    return engineSource(text.slice(`${SERVER}${host!}/`.length), host);
  }
  return engineSource(text);
}

/** What a reader sees as the name of a source. */
export function sourceName(source: AnswerSource): string {
  if (source.kind === 'engine') return engineName(source.model) + (source.server ? ` on ${source.server}` : '');
  return source.kind === 'imported' ? IMPORTED : `language model ${source.name}`;
}

/** Whether passages of a source have scores that mean something. */
export function isScored({ kind }: AnswerSource): boolean {
  return kind !== 'languageModel';
}

/** Whether an answer was found by the words of its question only. */
export function isKeyword(source: AnswerSource): boolean {
  return source.kind === 'engine' && source.model === KEYWORD;
}

/** Whether an answer is of the model that ships with the extension, which reads English only. */
export function isBuiltIn(source: AnswerSource): boolean {
  return source.kind === 'engine' && source.model === SMALL_MODEL;
}

export function lookOf(source: AnswerSource, score: number): Look {
  return isScored(source) ? bandOf(score) : 'languageModel';
}

/**
 * The score as text; `LM` for a language model, which gives none.
 *
 * @param threshold see `formatScore`
 */
export function scoreText(source: AnswerSource, score: number, threshold?: number): string {
  return isScored(source) ? formatScore(score, threshold) : 'LM';
}

/**
 * A score in two characters, which is all that a badge of the editor may have: the first two digits after the point. They are cut and not
 * rounded where the text has more, so that 0.197 does not read as 0.20; 99 stands for 1.00 too.
 *
 * @param text of `scoreText`
 */
export function scoreBadge(text: string): string {
  if (text === 'LM') return text;
  return text.startsWith('1') ? '99' : text.slice(2, 4);
}
