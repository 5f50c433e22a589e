import { type Band, bandOf, formatScore } from './bands';
import { engineName, KEYWORD } from './engineName';

/** Where an answer comes from: what readers see of it, and whether its scores mean anything, is decided in this file only. */
export type AnswerSource =
  /** An engine of this program; `model` is a value of `evidence.model`. */
  | { readonly kind: 'engine'; readonly model: string }
  /** A language model of the editor: it names passages and gives no scores. */
  | { readonly kind: 'languageModel'; readonly name: string }
  /** Annotations of a file that tells no engine. */
  | { readonly kind: 'imported' };

/** How a passage looks: by the strength of its score or, where it has none, as what a language model named. */
export type Look = Band | 'languageModel';

/** The icon of a passage in lists, by its look. */
export const LOOK_ICONS: Readonly<Record<Look, string>> = {
  strong: 'circle-filled',
  medium: 'circle-large-outline',
  weak: 'circle-outline',
  languageModel: 'sparkle',
};

/** What stands for a score where a language model has named a passage: it is lit at every threshold, and no reader sees this number. */
export const NAMED_SCORE = 1;

/** The form of a source in kept records, exports and `--json` before a language model's name. */
const LANGUAGE_MODEL = 'languageModel:';
/** The same for what was imported. */
const IMPORTED = 'imported';

/** The source of an answer of an engine. */
export function engineSource(model: string): AnswerSource {
  return { kind: 'engine', model };
}

/** A source as one string: the `model` of kept records, exports and `--json`. */
export function sourceToText(source: AnswerSource): string {
  if (source.kind === 'engine') return source.model;
  return source.kind === 'imported' ? IMPORTED : LANGUAGE_MODEL + source.name;
}

/** Reads what `sourceToText` wrote. */
export function sourceFromText(text: string): AnswerSource {
  if (text === IMPORTED) return { kind: 'imported' };
  if (text.startsWith(LANGUAGE_MODEL)) return { kind: 'languageModel', name: text.slice(LANGUAGE_MODEL.length) };
  return engineSource(text);
}

/** What a reader sees as the name of a source. */
export function sourceName(source: AnswerSource): string {
  if (source.kind === 'engine') return engineName(source.model);
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

export function lookOf(source: AnswerSource, score: number): Look {
  return isScored(source) ? bandOf(score) : 'languageModel';
}

/**
 * What stands where a passage's score stands: a language model gives none, and says so.
 *
 * @param threshold see `formatScore`
 */
export function scoreText(source: AnswerSource, score: number, threshold?: number): string {
  return isScored(source) ? formatScore(score, threshold) : 'LM';
}
