/** A value in a sentence: a name, a number, or a part that is translated on its own. */
export type SentenceValue = string | number | Sentence;

/** A message for readers that can be translated: the English text with `{0}`, `{1}`, and the values for these places. */
export interface Sentence {
  readonly template: string;
  readonly values: readonly SentenceValue[];
}

/**
 * Marks a message that readers see: sentence`There is no model ${id} here.` The text must stand in the code, because `scripts/l10n.ts`
 * collects it there for translation.
 */
export function sentence(parts: TemplateStringsArray, ...values: SentenceValue[]): Sentence {
  return { template: parts.reduce((text, part, at) => `${text}{${at - 1}}${part}`), values };
}

/**
 * Fills the values into a sentence.
 *
 * @param translate returns a text in the reader's language; without it the sentence stays English
 */
export function written(
  { template, values }: Sentence,
  translate: (template: string) => string = (text) => text,
): string {
  const texts = values.map((value) => (typeof value === 'object' ? written(value, translate) : String(value)));
  return translate(template).replace(/\{(\d+)\}/g, (mark, at: string) => texts[Number(at)] ?? mark);
}

/** Whether a value from another process is a sentence. */
export function isSentence(value: unknown): value is Sentence {
  if (typeof value !== 'object' || value === null) return false;
  const { template, values } = value as Partial<Record<keyof Sentence, unknown>>;
  if (typeof template !== 'string' || !Array.isArray(values)) return false;
  return values.every((part) => typeof part === 'string' || typeof part === 'number' || isSentence(part));
}

const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** A size in the reader's units, decimal as on the hub: `598 MB`. */
export function formatBytes(bytes: number): string {
  const unit = Math.min(UNITS.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** unit;
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]!}`;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long to wait, in the unit that reads best and never shorter than it is: `45 seconds`, `3 minutes`, `1 hour`. */
export function told(ms: number): Sentence {
  const seconds = Math.max(1, Math.ceil(ms / SECOND));
  if (seconds === 1) return sentence`1 second`;
  if (ms <= 90 * SECOND) return sentence`${seconds} seconds`;
  if (ms <= 90 * MINUTE) return sentence`${Math.ceil(ms / MINUTE)} minutes`;
  if (ms <= 2 * DAY) return sentence`${Math.ceil(ms / HOUR)} hours`;
  return sentence`${Math.ceil(ms / DAY)} days`;
}
