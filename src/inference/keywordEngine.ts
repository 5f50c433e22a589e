import { sentence } from '../core/text/sentence';
import packed from '../../models/keyword/document-frequencies.json';
import { unpackDocumentFrequencies } from '../core/keyword/documentFrequencies';
import type { DocumentFrequencies } from '../core/keyword/documentFrequencies';
import { readableByKeywords } from '../core/keyword/language';
import { openKeywordQuestion } from '../core/keyword/question';
import type { KeywordQuestion } from '../core/keyword/question';
import type { BlockScores, Span } from '../core/spans/scores';
import type { ChunkInput, Engine } from './engine';
import { KeywordChunk } from './keywordChunk';
import { KnownError } from '../core/errors/knownError';

let table: DocumentFrequencies | undefined;

/** The embedded table of document frequencies, unpacked on first use. */
export function embeddedDocumentFrequencies(): DocumentFrequencies {
  table ??= unpackDocumentFrequencies(packed);
  return table;
}

/**
 * Keyword matching: paragraphs that share words with the question light up. It needs no model.
 *
 * `open` rejects with `badQuestion` when the question has no words, and with `unsupportedLanguage` when the question or the paper is not in
 * English.
 */
export function createKeywordEngine(): Engine {
  let readable: string | undefined;
  return {
    async open(text, paper) {
      assertReadable(text, 'question');
      // The next question is mostly about the same paper, so its language is checked only once.
      if (paper !== readable) assertReadable(paper, 'paper');
      readable = paper;
      const question = openKeywordQuestion(text, embeddedDocumentFrequencies());
      if (question.stems.length === 0) {
        throw new KnownError(
          'badQuestion',
          sentence`The question has no words: ask with words that the paper may use.`,
        );
      }
      return Promise.resolve({ score: (input) => Promise.resolve(scoreChunk(question, input)) });
    },
    dispose: () => Promise.resolve(),
  };
}

/** Refuses texts that keyword matching cannot read, so that the reader is not told "nothing found". */
function assertReadable(text: string, what: 'paper' | 'question'): void {
  if (readableByKeywords(text)) return;
  throw new KnownError(
    'unsupportedLanguage',
    what === 'paper'
      ? sentence`This paper does not seem to be in English, the only language that keyword matching reads: choose another model.`
      : sentence`This question does not seem to be in English, the only language that keyword matching reads: ask in English, or choose another model.`,
  );
}

function scoreChunk(question: KeywordQuestion, input: ChunkInput): BlockScores {
  const ranges: Span[] = [];
  const sentences: Span[] = [];
  for (const { own, context, title, sentences: parts, ...place } of KeywordChunk.of(input, question.words).units()) {
    const score = question.scoreUnit(own, context, title);
    if (score === 0) continue;
    ranges.push({ ...place, score });
    for (const { counts, ...range } of parts()) sentences.push({ ...range, score: question.score(counts) });
  }
  return { kind: 'blocks', ranges, sentences };
}
