import { CONTEXT } from '../anchors/context';
import { sourceToText } from '../answers/source';
import type { Verdict } from '../questions/marks';
import { Offsets } from '../text/codePoints';
import type { TextRange } from '../text/trim';
import type { Evidence, EvidencePassage, EvidenceQuestion } from './types';

/** The project's own prefix for properties that the W3C's model lacks, so that other programs ignore them. */
const CONTEXTS = ['http://www.w3.org/ns/anno.jsonld', { evidence: 'urn:evidence-lens:' }];

/**
 * The evidence of a paper as W3C Web Annotations (JSON-LD): a collection with one annotation for each passage. The body is the question.
 * The target is the passage, given by its words with context and by its position; a torn passage has one for each piece. Positions are code
 * points of the paper's text, as the standard demands (Web Annotation Data Model, 4.2.5). Context is at most 32 UTF-16 code units on each side.
 */
export function webAnnotationsOf(evidence: Evidence): string {
  const offsets = new Offsets(evidence.text);
  const items = evidence.questions.flatMap((question) =>
    question.passages.map((passage) => annotationOf(evidence, question, passage, offsets)),
  );
  const label = evidence.title ?? evidence.file;
  const first = { type: 'AnnotationPage', startIndex: 0, items };
  const collection = { '@context': CONTEXTS, type: 'AnnotationCollection', label, total: items.length, first };
  return `${JSON.stringify(collection, undefined, 2)}\n`;
}

function annotationOf(
  { text, file }: Evidence,
  { question, source, askedAt }: EvidenceQuestion,
  { start, end, ranges = [{ start, end }], score, verdict }: EvidencePassage,
  offsets: Offsets,
): object {
  const targets = ranges.map((range) => targetOf(text, file, range, offsets));
  return {
    type: 'Annotation',
    motivation: 'highlighting',
    created: new Date(askedAt).toISOString(),
    generator: { type: 'Software', name: 'Evidence Lens' },
    body: { type: 'TextualBody', value: question, format: 'text/plain', purpose: 'describing' },
    target: targets.length === 1 ? targets[0] : targets,
    'evidence:model': sourceToText(source),
    'evidence:score': score,
    ...(verdict === undefined ? {} : { 'evidence:verdict': verdict satisfies Verdict }),
  };
}

function targetOf(text: string, file: string, { start, end }: TextRange, offsets: Offsets): object {
  const whole = text.slice(Math.max(0, start - CONTEXT), start);
  return {
    source: encodeURI(file),
    selector: [
      // The context must not end with half a surrogate pair, which is not valid text.
      {
        type: 'TextQuoteSelector',
        exact: text.slice(start, end),
        prefix: whole.replace(/^[\udc00-\udfff]/, ''),
        suffix: text.slice(end, end + CONTEXT).replace(/[\ud800-\udbff]$/, ''),
      },
      { type: 'TextPositionSelector', start: offsets.toCodePoints(start), end: offsets.toCodePoints(end) },
    ],
  };
}
