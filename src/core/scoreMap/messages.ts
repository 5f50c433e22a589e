import type { MarksEdit } from './changes';
import type { ScoreMap } from './types';

/** The threshold, as the extension knows it. */
interface WithThreshold {
  readonly threshold: number;
  /** The number of the page's last move that the extension had heard of, 0 when of none. After a later move the threshold is out of date. */
  readonly move: number;
}

/** Everything to draw. Sent when the page is ready, and when the paper, its text or the questions change. */
export interface ShowMessage extends WithThreshold {
  readonly type: 'show';
  /** Increases with each map, so that a reply of the page about an older map is recognised. */
  readonly revision: number;
  readonly map: ScoreMap;
}

/** Some marks of the map have changed; everything else is as it was shown last. */
interface ChangeMessage extends WithThreshold {
  readonly type: 'change';
  readonly revision: number;
  readonly edits: readonly MarksEdit[];
}

/** Another part of the extension has moved the threshold. */
interface ThresholdMessage extends WithThreshold {
  readonly type: 'threshold';
}

/** There is no answer to draw. */
interface EmptyMessage {
  readonly type: 'empty';
}

/** Messages from the extension to the page. */
export type ToPage = ShowMessage | ChangeMessage | ThresholdMessage | EmptyMessage;

/** The page is ready to receive a map. */
interface ReadyMessage {
  readonly type: 'ready';
}

/** The reader moves the threshold. Sent at most once per frame. */
interface MovedMessage {
  readonly type: 'moved';
  readonly threshold: number;
  /** Counts the moves since the page was loaded, from 1. */
  readonly move: number;
}

/** The reader wants to see a mark in the paper. */
interface RevealMessage {
  readonly type: 'reveal';
  readonly revision: number;
  /** Index of the mark in the map of that revision. */
  readonly mark: number;
}

/** Messages from the page to the extension. */
export type FromPage = ReadyMessage | MovedMessage | RevealMessage;

/** Whether a message of the page has one of the known forms. */
export function isFromPage(message: unknown): message is FromPage {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  const { type, threshold, move, revision, mark } = message as Partial<Record<string, unknown>>;
  if (type === 'ready') return true;
  if (type === 'moved') {
    return typeof threshold === 'number' && threshold >= 0 && threshold <= 1 && Number.isInteger(move);
  }
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
