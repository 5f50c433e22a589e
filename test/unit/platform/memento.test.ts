import { beforeEach, describe, expect, it } from 'vitest';
import { ALL_PAPERS, PersistentState } from '../../../src/platform/memento';

/** The parts of VS Code's memento that are used. */
class FakeMemento {
  readonly values = new Map<string, unknown>();
  keys(): string[] {
    return [...this.values.keys()];
  }
  get<T>(key: string, fallback?: T): T {
    return (this.values.get(key) ?? fallback) as T;
  }
  update(key: string, value: unknown): Promise<void> {
    this.values.set(key, JSON.parse(JSON.stringify(value)));
    return Promise.resolve();
  }
}

const A = 'file:///papers/a.md';
const B = 'file:///papers/b.md';

describe('earlier questions', () => {
  let memento: FakeMemento;
  let state: PersistentState;
  let told: boolean[];
  /** All questions, latest first: a place that nothing was asked of has them all as others. */
  const all = (): readonly string[] => state.earlierAt('').others;
  beforeEach(() => {
    memento = new FakeMemento();
    told = [];
    state = new PersistentState(memento, (hasAsked) => told.push(hasAsked));
  });

  it('earlier questions are offered latest first, each once, at most fifty', async () => {
    for (let index = 0; index < 60; index++) await state.rememberQuestion(`${index}?`, A);
    await state.rememberQuestion('30?', B);
    expect(all()).toHaveLength(50);
    expect(all().slice(0, 3)).toEqual(['30?', '59?', '58?']);
  });

  it('the questions of a paper come before those of others', async () => {
    await state.rememberQuestion('Only A?', A);
    await state.rememberQuestion('Both?', A);
    await state.rememberQuestion('Only B?', B);
    await state.rememberQuestion('Both?', B);
    await state.rememberQuestion('All?', ALL_PAPERS);
    expect(state.earlierAt(A)).toEqual({ here: ['Both?', 'Only A?'], others: ['All?', 'Only B?'] });
    expect(state.earlierAt('file:///papers/new.md')).toEqual({
      here: [],
      others: ['All?', 'Both?', 'Only B?', 'Only A?'],
    });
  });

  it('the kept state says whether anything was ever asked, also in a later session', async () => {
    expect(told).toEqual([false]);
    await state.rememberQuestion('A?', A);
    expect(told.at(-1)).toBe(true);
    new PersistentState(memento, (hasAsked) => told.push(hasAsked));
    expect(told.at(-1)).toBe(true);
    await state.forgetPaper(A);
    expect(told.at(-1)).toBe(false);
  });

  it('questions are forgotten with their only paper and restored in their order', async () => {
    await state.rememberQuestion('Only A?', A);
    await state.rememberQuestion('Both?', A);
    await state.rememberQuestion('Both?', B);
    await state.rememberQuestion('All, then A?', ALL_PAPERS);
    await state.rememberQuestion('All, then A?', A);
    await state.rememberQuestion('A again?', A);
    const before = all();
    const undo = await state.forgetPaper(A);
    expect(all()).toEqual(['All, then A?', 'Both?']);
    expect(JSON.stringify(memento.get('questions'))).not.toContain(A);
    await state.rememberQuestion('Since?', B);
    await undo();
    expect(all()).toEqual(['Since?', ...before]);
    await state.forgetPaper(B);
    expect(all()).toEqual(before);
    await state.forgetPaper(A);
    expect(all()).toEqual(['All, then A?']);
  });

  it('questions follow the new name of their paper or its folder', async () => {
    await state.rememberQuestion('A?', A);
    await state.rememberQuestion('B?', B);
    await state.movePaper(A, 'file:///papers/c.md');
    await state.movePaper('file:///papers', 'file:///read');
    await state.movePaper('file:///rea', 'file:///never');
    await state.forgetPaper(A);
    expect(all()).toEqual(['B?', 'A?']);
    await state.forgetPaper('file:///read/c.md');
    expect(all()).toEqual(['B?']);
    await state.forgetPaper('file:///read/b.md');
    expect(all()).toEqual([]);
  });

  it('questions in an earlier form are kept, and anything else is ignored', async () => {
    memento.values.set('questions', ['Old?', 7, null, { question: 'Half?' }, { question: 'New?', places: [A, 7] }]);
    expect(all()).toEqual(['Old?', 'New?']);
    await state.forgetPaper(A);
    expect(all()).toEqual(['Old?']);
    memento.values.set('questions', 'broken');
    expect(all()).toEqual([]);
  });
});
