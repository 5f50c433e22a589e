import packed from '../../models/keyword/document-frequencies.json';
import { unpackDocumentFrequencies } from '../core/keyword/documentFrequencies';
import type { DocumentFrequencies } from '../core/keyword/documentFrequencies';
import { readableByKeywords } from '../core/keyword/language';
import { openKeywordQuestion } from '../core/keyword/question';
import type { KeywordQuestion } from '../core/keyword/question';
import { sentencesOf } from '../core/paper/sentences';
import type { BlockScores, ScoredRange } from '../core/spans/scores';
import type { ChunkInput, Engine } from './engine';
import { InferenceError } from './errors';

let table: DocumentFrequencies | undefined;

/** The embedded table of document frequencies, unpacked at the first use. */
export function embeddedDocumentFrequencies(): DocumentFrequencies {
  table ??= unpackDocumentFrequencies(packed);
  return table;
}

/**
 * Keyword matching, the embedded default: paragraphs that share the question's words light up.
 *
 * `open` rejects with `badQuestion` when the question holds no word, and with `unsupportedLanguage` when the question or the paper
 * is not in English.
 */
export function createKeywordEngine(): Engine {
  return {
    async open(text, paper) {
      assertReadable(text, 'question');
      assertReadable(paper, 'paper');
      const question = openKeywordQuestion(text, embeddedDocumentFrequencies());
      if (question.stems.length === 0) {
        throw new InferenceError('badQuestion', 'The question has no words: ask with words that the paper may use.');
      }
      return Promise.resolve({ score: (input) => Promise.resolve(scoreChunk(question, input)) });
    },
    dispose: () => Promise.resolve(),
  };
}

/** Refuses what keyword matching cannot read, so that the reader is not told "nothing found". */
function assertReadable(text: string, what: 'paper' | 'question'): void {
  if (readableByKeywords(text)) return;
  throw new InferenceError(
    'unsupportedLanguage',
    `This ${what} does not seem to be in English, the only language that keyword matching reads.`,
  );
}

function scoreChunk(question: KeywordQuestion, { chunk, text, blocks, sections }: ChunkInput): BlockScores {
  const ranges: ScoredRange[] = [];
  const sentences: ScoredRange[] = [];
  for (const [place, block] of blocks.entries()) {
    if (block.kind === 'heading' || block.kind === 'rule') continue;
    const start = block.start - chunk.start;
    const end = block.end - chunk.start;
    const score = question.score(text.slice(start, end), sections[place]!);
    if (score === 0) continue;
    ranges.push({ start, end, score });
    for (const sentence of sentencesOf(text, start, end)) {
      sentences.push({ ...sentence, score: question.score(text.slice(sentence.start, sentence.end), []) });
    }
  }
  return { kind: 'blocks', ranges, sentences };
}
