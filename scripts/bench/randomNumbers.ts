/** Random numbers determined by a seed (mulberry32). 150 million take only seconds. */
export class RandomNumbers {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** A roughly normal number with mean 0 and deviation 1: the sum of three uniform ones. */
  next(): number {
    return 2 * (this.even() + this.even() + this.even()) - 3;
  }

  /** An integer from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor(this.even() * limit);
  }

  private even(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
