import type { Predecessor } from '../../node/supervisor';

/** What this process knows of its own use of the GPU. A driver may end the process at any moment, so the host is told of each use. */
export class Gpu {
  private users = 0;
  private readonly ended = new Map<number, Predecessor>();

  /** @param tell is called when the first model runs on the GPU, and when none does any more */
  constructor(private readonly tell: (inUse: boolean) => void) {}

  /** The host tells how the process before this one ended. */
  note(predecessor: Predecessor): void {
    this.ended.set(predecessor.pid, predecessor);
  }

  /** How a process ended; undefined when that is not known. */
  endOf(pid: number): Predecessor | undefined {
    return this.ended.get(pid);
  }

  begin(): void {
    this.users++;
    if (this.users === 1) this.tell(true);
  }

  end(): void {
    this.users--;
    if (this.users === 0) this.tell(false);
  }
}
