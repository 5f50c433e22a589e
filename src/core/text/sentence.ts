/** What stands in a sentence: names and numbers, or a part that is translated by itself. */
export type SentenceValue = string | number | Sentence;

/** A message for readers that can be told in their language: the English text with `{0}`, `{1}`, and what stands there. */
export interface Sentence {
  readonly template: string;
  readonly values: readonly SentenceValue[];
}

/**
 * Marks a message that readers see. `scripts/l10n.ts` collects these texts for translation, so that they have to stand in the code:
 * sentence`There is no model ${id} here.`
 */
export function sentence(parts: TemplateStringsArray, ...values: SentenceValue[]): Sentence {
  return { template: parts.reduce((text, part, at) => `${text}{${at - 1}}${part}`), values };
}

/**
 * Writes a sentence out.
 *
 * @param translate gives a text in the reader's language; without it the sentence stays English
 */
export function written(
  { template, values }: Sentence,
  translate: (template: string) => string = (text) => text,
): string {
  const texts = values.map((value) => (typeof value === 'object' ? written(value, translate) : String(value)));
  return translate(template).replace(/\{(\d+)\}/g, (mark, at: string) => texts[Number(at)] ?? mark);
}

/** Whether a value that came from another process is a sentence. */
export function isSentence(value: unknown): value is Sentence {
  if (typeof value !== 'object' || value === null) return false;
  const { template, values } = value as Partial<Record<keyof Sentence, unknown>>;
  if (typeof template !== 'string' || !Array.isArray(values)) return false;
  return values.every((part) => typeof part === 'string' || typeof part === 'number' || isSentence(part));
}
