import { Answer, type Passage } from '../../src/core/answers/answer';
import { engineSource } from '../../src/core/answers/source';
import { DEFAULT_WINDOW_OPTIONS } from '../../src/core/process/types';
import { DEFAULT_SPAN_OPTIONS } from '../../src/core/spans/spans';
import { createKeywordEngine } from '../../src/inference/keywordEngine';
import { paperReader } from '../../src/inference/papers';

/** Asks papers by keyword matching without a process of its own: the answer holds what a reader would see. */
export function keywordAsker(): (text: string, question: string) => Promise<Answer> {
  const engine = createKeywordEngine();
  const readers = new Map<string, ReturnType<typeof paperReader>>();
  return async (text, question) => {
    const read = readers.get(text) ?? paperReader();
    readers.set(text, read);
    const { outline, inputs } = read(text, 'markdown');
    const scorer = await engine.open(question, text, DEFAULT_WINDOW_OPTIONS);
    const { signal } = new AbortController();
    const answer = new Answer(question, engineSource('keyword'), text);
    answer.setOutline(outline);
    for (const [index, input] of inputs.entries()) answer.addScores(index, await scorer.score(input, signal));
    return answer;
  };
}

/** The passages that a reader sees at a threshold. */
export function passagesOf(answer: Answer, threshold = DEFAULT_SPAN_OPTIONS.threshold): readonly Passage[] {
  return answer.passages({ ...DEFAULT_SPAN_OPTIONS, threshold, includeReferences: false });
}
