import { CONTEXT } from '../anchors/context';
import { sourceToText } from '../answers/source';
import type { Verdict } from '../questions/marks';
import { Offsets } from '../text/offsets';
import type { Evidence, EvidencePassage, EvidenceQuestion } from './types';

/** What the W3C's model has no word for has one of the project's own, so that others pass over it. */
const CONTEXTS = ['http://www.w3.org/ns/anno.jsonld', { evidence: 'urn:evidence-lens:' }];

/**
 * The evidence of a paper as W3C Web Annotations (JSON-LD): a collection with one annotation for each passage, which has the question as its
 * body, and the passage as its target, by its words with context and by its position. Positions are code points of the paper's text, as the
 * standard demands (Web Annotation Data Model, 4.2.5); context is cut in UTF-16 code units, at most 32.
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
  { start, end, score, verdict }: EvidencePassage,
  offsets: Offsets,
): object {
  const whole = text.slice(Math.max(0, start - CONTEXT), start);
  return {
    type: 'Annotation',
    motivation: 'highlighting',
    created: new Date(askedAt).toISOString(),
    generator: { type: 'Software', name: 'Evidence Lens' },
    body: { type: 'TextualBody', value: question, format: 'text/plain', purpose: 'describing' },
    target: {
      source: encodeURI(file),
      selector: [
        // The ends of the context must not cut a pair: half a pair is no text.
        {
          type: 'TextQuoteSelector',
          exact: text.slice(start, end),
          prefix: whole.replace(/^[\udc00-\udfff]/, ''),
          suffix: text.slice(end, end + CONTEXT).replace(/[\ud800-\udbff]$/, ''),
        },
        { type: 'TextPositionSelector', start: offsets.toCodePoints(start), end: offsets.toCodePoints(end) },
      ],
    },
    'evidence:model': sourceToText(source),
    'evidence:score': score,
    ...(verdict === undefined ? {} : { 'evidence:verdict': verdict satisfies Verdict }),
  };
}
