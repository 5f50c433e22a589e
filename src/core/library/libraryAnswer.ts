import type { Answer, Passage, View } from '../answers/answer';
import { bestFirst } from '../spans/scores';
import { titleByHeadings } from '../paper/sections';

/** A paper of which chunks were read, with the passages that a view shows. */
export interface FoundPaper {
  /** The paper's address. */
  readonly address: string;
  /** By its headings; '' without headings. */
  readonly title: string;
  readonly answer: Answer;
  /** By score, best first; at least one. */
  readonly passages: readonly Passage[];
}

export type FolderState = 'running' | 'complete' | 'cancelled' | 'failed';

/** The answers of many papers to one question, as they come. */
export class LibraryAnswer {
  state: FolderState = 'running';
  /** Chunks that the engine has read, of those that it is to read. */
  read = 0;
  total = 0;
  /** Papers that the engine cannot read (their language). */
  unreadable = 0;
  private readonly answers = new Map<string, Answer>();

  /** @param model the engine's name in settings */
  constructor(
    readonly question: string,
    readonly model: string,
  ) {}

  /** Takes the answer of a paper, whose scores may still come in. */
  set(address: string, answer: Answer): void {
    this.answers.set(address, answer);
  }

  /** The papers that have passages, the one with the best passage first. */
  found(viewOf: (address: string) => View): FoundPaper[] {
    return [...this.answers]
      .map(([address, answer]) => ({
        address,
        title: titleByHeadings(answer.outline?.headings ?? []) ?? '',
        answer,
        passages: bestFirst(answer.passages(viewOf(address))),
      }))
      .filter(({ passages }) => passages.length > 0)
      .sort((a, b) => b.passages[0]!.score - a.passages[0]!.score || a.address.localeCompare(b.address));
  }

  /** The highest threshold at which a paper would show a passage; 0 when none does. */
  best(viewOf: (address: string) => View): number {
    return Math.max(0, ...[...this.answers].map(([address, answer]) => answer.best(viewOf(address))));
  }
}
