import { KnownError } from '../errors/knownError';
import type { Verdict } from '../questions/marks';
import { sentence } from '../text/sentence';
import { type Fields, fieldsOf } from '../storage/schemas';

/** A passage as an annotation describes it. */
export interface ReadAnnotation {
  readonly exact: string;
  readonly prefix: string;
  readonly suffix: string;
  /** Where it was, in code points. */
  readonly start?: number;
  /** The question that it answers, or whatever text the annotation has. */
  readonly question: string;
  readonly model?: string;
  readonly score?: number;
  readonly verdict?: Verdict;
}

/**
 * Reads W3C Web Annotations made by this program or another: a collection, a page, a list or a single one. Annotations without a text-quote
 * selector are skipped, because only the words tell whether the right passage is found.
 *
 * @param unnamed the question of annotations without a text
 * @throws KnownError `badAnnotations` when the file is not JSON or has no annotation with a text-quote selector
 */
export function readAnnotations(json: string, unnamed: string): readonly ReadAnnotation[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new KnownError(
      'badAnnotations',
      sentence`This file is not JSON: choose a file of W3C Web Annotations (JSON-LD).`,
    );
  }
  const found = annotationsIn(value).flatMap((annotation) => read(annotation, unnamed));
  if (found.length === 0) {
    throw new KnownError(
      'badAnnotations',
      sentence`This file has no annotation with a text-quote selector: choose a file of W3C Web Annotations (JSON-LD).`,
    );
  }
  return found;
}

function annotationsIn(value: unknown): Fields[] {
  if (Array.isArray(value)) return value.flatMap(annotationsIn);
  const fields = fieldsOf(value);
  if (fields['items'] !== undefined) return annotationsIn(fields['items']);
  if (fields['first'] !== undefined) return annotationsIn(fields['first']);
  return fields['target'] === undefined ? [] : [fields];
}

function read(annotation: Fields, unnamed: string): ReadAnnotation[] {
  const question = bodyOf(annotation['body']) ?? stringOf(annotation['bodyValue']) ?? unnamed;
  const verdict = annotation['evidence:verdict'];
  const score = annotation['evidence:score'];
  const model = stringOf(annotation['evidence:model']);
  return listOf(annotation['target']).flatMap((target) => {
    const selectors = listOf(fieldsOf(target)['selector']).flatMap(withRefinements);
    const quote = selectors.find(({ type }) => type === 'TextQuoteSelector');
    const position = selectors.find(({ type }) => type === 'TextPositionSelector');
    const exact = quote && stringOf(quote['exact']);
    if (exact === undefined) return [];
    const start = position?.['start'];
    return {
      exact,
      prefix: stringOf(quote?.['prefix']) ?? '',
      suffix: stringOf(quote?.['suffix']) ?? '',
      question,
      ...(Number.isSafeInteger(start) ? { start: start as number } : {}),
      ...(model === undefined ? {} : { model }),
      ...(typeof score === 'number' && score >= 0 && score <= 1 ? { score } : {}),
      ...(verdict === 'accepted' || verdict === 'added' || verdict === 'resized' ? { verdict } : {}),
    };
  });
}

/** A selector with its refinements. The refinements come first, because they are more precise. */
function withRefinements(selector: unknown): Fields[] {
  const fields = fieldsOf(selector);
  return [...listOf(fields['refinedBy']).flatMap(withRefinements), fields];
}

function bodyOf(body: unknown): string | undefined {
  return listOf(body)
    .map((part) => stringOf(part) ?? stringOf(fieldsOf(part)['value']))
    .find((text) => text !== undefined);
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}
