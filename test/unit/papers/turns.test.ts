import { describe, expect, it } from 'vitest';
import { type Turn, Turns } from '../../../src/papers/turns';

/** A question that takes part in turns, and what has happened to it. */
class Question {
  readonly reader = new AbortController();
  readonly turn: Turn;
  readonly told: string[] = [];
  readonly ended: Promise<void>;
  private answer!: () => void;

  constructor(private readonly turns: Turns) {
    this.turn = turns.begin(this.reader.signal);
    this.ended = this.run();
  }

  finish(): void {
    this.answer();
  }

  private async run(): Promise<void> {
    while (!this.turn.isOver) {
      this.told.push('runs');
      const { signal } = this.turn;
      const isAnswered = await new Promise<boolean>((resolve) => {
        this.answer = () => resolve(true);
        if (signal.aborted) resolve(false);
        signal.addEventListener('abort', () => resolve(false), { once: true });
      });
      if (isAnswered) break;
      this.told.push('waits');
      await this.turn.wait();
    }
    this.told.push(this.turn.isOver ? 'is over' : 'is answered');
    this.turns.end(this.turn);
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('questions that interrupt each other', () => {
  it('the latest is answered first, then those that it interrupted, the latest of them first', async () => {
    const turns = new Turns();
    const first = new Question(turns);
    const second = new Question(turns);
    await settled();
    const third = new Question(turns);
    await settled();
    third.finish();
    await settled();
    expect([first.told.at(-1), second.told.at(-1), third.told.at(-1)]).toEqual(['waits', 'runs', 'is answered']);
    second.finish();
    await settled();
    first.finish();
    await first.ended;
    expect(first.told).toEqual(['runs', 'waits', 'runs', 'is answered']);
  });

  it('one that fails at once does not stop the one before', async () => {
    const turns = new Turns();
    const first = new Question(turns);
    turns.end(turns.begin(new AbortController().signal));
    await settled();
    expect(first.told).toEqual(['runs', 'waits', 'runs']);
    first.finish();
    await first.ended;
  });

  it.each([
    ['cancelled', ({ reader }: Question): void => reader.abort()],
    ['given up', ({ turn }: Question): void => turn.giveUp()],
  ])('one that is %s while it waits does not go on, and the others do', async (_, stop) => {
    const turns = new Turns();
    const first = new Question(turns);
    const second = new Question(turns);
    const third = new Question(turns);
    await settled();
    stop(second);
    await second.ended;
    expect(second.told).toEqual(['runs', 'waits', 'is over']);
    expect([turns.isRunning(third.turn), first.told.at(-1)]).toEqual([true, 'waits']);
    third.finish();
    await third.ended;
    await settled();
    expect(first.told.at(-1)).toBe('runs');
    first.finish();
    await first.ended;
  });
});
