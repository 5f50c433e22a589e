import type { Answer, Passage, View } from '../answers/answer';
import { type AnswerSource, engineSource } from '../answers/source';
import { bestFirst } from '../spans/scores';
import { titleByHeadings } from '../paper/sections';

/** A paper whose chunks were read, with the passages that a view shows. */
export interface FoundPaper {
  /** The paper's address. */
  readonly address: string;
  /** Taken from its headings; '' without headings. */
  readonly title: string;
  readonly answer: Answer;
  /** By score, best first; at least one. */
  readonly passages: readonly Passage[];
}

export type FolderState = 'running' | 'complete' | 'cancelled' | 'failed';

/** The answers of many papers to one question, as they arrive. */
export class LibraryAnswer {
  state: FolderState = 'running';
  /** How many chunks the engine has read, and how many it will read. */
  read = 0;
  total = 0;
  /** How many papers the engine cannot read because of their language. */
  unreadable = 0;
  /** How many papers were searched, and how many were left out because there are too many or they are too large. */
  searched = 0;
  leftOut = 0;
  private readonly answers = new Map<string, Answer>();

  /** @param model the engine's name in settings */
  constructor(
    readonly question: string,
    readonly model: string,
  ) {}

  /** What has answered; before the first paper was read, the model on this machine. */
  get source(): AnswerSource {
    const [first] = this.answers.values();
    return first?.source ?? engineSource(this.model);
  }

  /** The answers of the papers that were read, by address. */
  get papers(): ReadonlyMap<string, Answer> {
    return this.answers;
  }

  /** Adds the answer of a paper; its scores may still be arriving. */
  set(address: string, answer: Answer): void {
    this.answers.set(address, answer);
  }

  /** The papers with passages, the one with the best passage first. */
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

  /** The highest threshold at which any paper would show a passage; 0 when none would. */
  best(viewOf: (address: string) => View): number {
    return Math.max(0, ...[...this.answers].map(([address, answer]) => answer.best(viewOf(address))));
  }
}
