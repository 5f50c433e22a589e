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
