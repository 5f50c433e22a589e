import { beforeEach, describe, expect, it } from 'vitest';
import { Answer } from '../../../src/core/answers/answer';
import { engineSource } from '../../../src/core/answers/source';
import { InferenceClient } from '../../../src/inference/client';
import { collectAnswer, fillAnswer } from '../../../src/inference/collect';
import { FakeClock, FakeLauncher, FakeLog, outlineOf, scoresOf } from './fakes';

const TEXT = 'a'.repeat(50);
const how = { engine: { kind: 'keyword' }, format: 'markdown' } as const;

let launcher: FakeLauncher;
let client: InferenceClient;

beforeEach(() => {
  launcher = new FakeLauncher();
  const options = { workerPath: 'worker.js', log: new FakeLog(), launch: launcher.launch, clock: new FakeClock() };
  client = new InferenceClient(options);
});

/** Answers the first request: some chunks of five, then the end. */
function answerWith(...chunks: readonly number[]): void {
  launcher.last.answer({ type: 'outlined', id: 1, outline: outlineOf(5) });
  for (const chunk of chunks) launcher.last.answer({ type: 'scored', id: 1, chunk, scores: scoresOf(0.9) });
  launcher.last.answer({ type: 'done', id: 1, cancelled: false });
}

describe('an answer that is filled', () => {
  it('an answer that is filled sends its paper once for several parts of it, and changes with each message', async () => {
    const answer = new Answer('why?', engineSource('keyword'), TEXT);
    const outline = outlineOf(5);
    const scopes = [4, 1, 2].map((chunk) => outline.chunks[chunk]!).map(({ start, end }) => ({ start, end }));
    let changes = 0;
    const filled = fillAnswer(client, answer, { ...how, scopes }, { onChange: () => changes++ });
    answerWith(1, 4, 2);
    await filled;
    expect(launcher.last.requests).toEqual([{ type: 'ask', id: 1, question: 'why?', text: TEXT, scopes, ...how }]);
    expect([changes, answer.state]).toEqual([4, 'complete']);
    expect(answer.scoredChunks().map(([chunk]) => chunk)).toEqual([1, 2, 4]);
  });

  it('an answer that is filled asks of its own scope, where no other is told', async () => {
    const scope = { start: outlineOf(5).chunks[3]!.start, end: outlineOf(5).chunks[3]!.end };
    const answer = new Answer('why?', engineSource('keyword'), TEXT, scope);
    const filled = fillAnswer(client, answer, how);
    answerWith(3);
    await filled;
    expect(launcher.last.requests).toMatchObject([{ scopes: [scope] }]);
    expect(answer.state).toBe('complete');
  });

  it('an answer that is filled is gathered whole for a caller that shows nothing, and is cancelled with its signal', async () => {
    const gathered = collectAnswer(client, 'small', { ...how, question: 'why?', text: TEXT });
    answerWith(0, 1, 2, 3, 4);
    expect((await gathered).source).toEqual(engineSource('small'));
    const given = collectAnswer(client, 'small', { ...how, question: 'why?', text: TEXT }, AbortSignal.abort());
    expect((await given).state).toBe('cancelled');
  });
});
