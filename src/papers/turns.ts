/** A question that is being asked: it runs, or waits while a later one is answered. */
export class Turn {
  private run = new AbortController();
  private goOn: (() => void) | undefined;
  private isGivenUp = false;

  /** @param wanted is aborted when the reader no longer wants the answer */
  constructor(private readonly wanted: AbortSignal) {
    wanted.addEventListener('abort', () => this.goOn?.(), { once: true });
  }

  /** Is aborted when the question has to stop for now or for good. */
  get signal(): AbortSignal {
    return AbortSignal.any([this.wanted, this.run.signal]);
  }

  /** Whether it only makes room for a later question. */
  private get isInterrupted(): boolean {
    return this.run.signal.aborted && !this.isOver;
  }

  /** Whether nobody wants the answer any more. */
  get isOver(): boolean {
    return this.isGivenUp || this.wanted.aborted;
  }

  interrupt(): void {
    this.run.abort();
  }

  giveUp(): void {
    this.isGivenUp = true;
    this.run.abort();
    this.goOn?.();
  }

  /** Waits until the question may go on, see `resume`, or is over. @returns whether it may go on */
  async wait(): Promise<boolean> {
    if (this.isInterrupted) await new Promise<void>((resolve) => (this.goOn = resolve));
    this.goOn = undefined;
    return !this.isOver;
  }

  resume(): void {
    if (!this.isInterrupted) return;
    this.run = new AbortController();
    this.goOn?.();
  }
}

/** Who is asked first: the latest question, and then those that it has interrupted, the latest of them first. */
export class Turns {
  /** The latest last: that one runs. */
  private readonly open: Turn[] = [];

  /** Begins a question. The one that runs is interrupted. */
  begin(wanted: AbortSignal): Turn {
    this.open.at(-1)?.interrupt();
    const turn = new Turn(wanted);
    this.open.push(turn);
    return turn;
  }

  isRunning(turn: Turn): boolean {
    return this.open.at(-1) === turn;
  }

  /** Ends a question that was answered or is over. When it was the one that ran, the latest that waits goes on. */
  end(turn: Turn): void {
    this.open.splice(this.open.indexOf(turn), 1);
    this.open.at(-1)?.resume();
  }
}
