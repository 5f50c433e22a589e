import type { ScoreMap } from './types';

/** All that is drawn. Sent when the page is ready, and when paper, scores, passages or question have changed. */
export interface ShowMessage {
  readonly type: 'show';
  /** Goes up with each map, so that an answer of the page is not taken for one about a later map. */
  readonly revision: number;
  readonly map: ScoreMap;
  readonly threshold: number;
}

/** Another part of the extension has moved the threshold. */
export interface ThresholdMessage {
  readonly type: 'threshold';
  readonly threshold: number;
}

/** There is no answer to draw. */
export interface EmptyMessage {
  readonly type: 'empty';
}

/** What the extension says to the page. */
export type ToPage = ShowMessage | ThresholdMessage | EmptyMessage;

/** The page listens: it is to be told what there is. */
export interface ReadyMessage {
  readonly type: 'ready';
}

/** The reader moves the threshold; at most one for each frame that is drawn. */
export interface MovedMessage {
  readonly type: 'moved';
  readonly threshold: number;
}

/** The reader wants to see a mark in the paper. */
export interface RevealMessage {
  readonly type: 'reveal';
  readonly revision: number;
  /** Index of the mark in the map of that revision. */
  readonly mark: number;
}

/** What the page says to the extension. */
export type FromPage = ReadyMessage | MovedMessage | RevealMessage;

/** Checks what came from the page: a message of another form is none of ours. */
export function isFromPage(message: unknown): message is FromPage {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  const { type, threshold, revision, mark } = message as Partial<Record<string, unknown>>;
  if (type === 'ready') return true;
  if (type === 'moved') return typeof threshold === 'number' && threshold >= 0 && threshold <= 1;
  return type === 'reveal' && Number.isInteger(revision) && Number.isInteger(mark);
}

/** The words of the score map's page, in the reader's language; `{0}` and so on stand for what is put in. */
export interface MapStrings {
  /** The threshold's value for a screen reader: threshold, number of lit passages. */
  readonly thresholdValue: string;
  /** A lit passage: score, line, text. */
  readonly lit: string;
  /** A passage below the threshold: score, line, text. */
  readonly dark: string;
  /** A sentence: score, line, text. */
  readonly sentence: string;
}

/** Puts values into a text, as `vscode.l10n.t` does, which a page does not have. */
export function filled(template: string, ...values: readonly (string | number)[]): string {
  return template.replace(/\{(\d+)\}/g, (hole, at: string) => String(values[Number(at)] ?? hole));
}
