import type * as vscode from 'vscode';

/** How many earlier questions are remembered. */
const QUESTIONS = 50;
const QUESTIONS_KEY = 'questions';
const SERVERS_KEY = 'allowedServers';
/** How many papers are remembered for each question, latest first: enough to know whether it was asked of one paper only. */
const PLACES = 20;

/** The place of a question to all papers: it is kept whichever paper is forgotten. */
export const ALL_PAPERS = '*';

/** A question that was asked before. */
interface EarlierQuestion {
  readonly question: string;
  /** The URIs of the papers it was asked of, latest first, or `ALL_PAPERS`. */
  readonly places: readonly string[];
}

/** Questions that were asked before, latest first, by whether they were asked of one paper. */
export interface EarlierQuestions {
  readonly here: readonly string[];
  readonly others: readonly string[];
}

/** What is kept between sessions. Only this class reads and writes the memento. */
export class PersistentState {
  /** @param tellAsked hears whether anything was ever asked: now and at each change */
  constructor(
    private readonly memento: vscode.Memento,
    private readonly tellAsked: (hasAsked: boolean) => void,
  ) {
    tellAsked(this.earlier.length > 0);
  }

  /** @param place the URI of a paper, or `ALL_PAPERS` */
  earlierAt(place: string): EarlierQuestions {
    const isHere = ({ places }: EarlierQuestion): boolean => places.includes(place);
    const words = (earlier: readonly EarlierQuestion[]): readonly string[] => earlier.map(({ question }) => question);
    const { earlier } = this;
    return { here: words(earlier.filter(isHere)), others: words(earlier.filter((question) => !isHere(question))) };
  }

  /** @param place the URI of the paper that was asked, or `ALL_PAPERS` */
  async rememberQuestion(question: string, place: string): Promise<void> {
    const before = this.earlier.find((earlier) => earlier.question === question);
    const others = this.earlier.filter((earlier) => earlier !== before && earlier.question !== question);
    await this.write([{ question, places: joined([place], before?.places ?? []) }, ...others]);
  }

  /**
   * Forgets the questions that were asked of this paper only.
   *
   * @returns a function that brings them back
   */
  async forgetPaper(uri: string): Promise<() => Promise<void>> {
    const before = this.earlier;
    const left = before.map((earlier) => ({ ...earlier, places: earlier.places.filter((place) => place !== uri) }));
    await this.write(left.filter(({ places }, index) => places.length > 0 || before[index]!.places.length === 0));
    return () => this.restore(before);
  }

  /** Moves the questions of a paper, or of all papers of a folder, to another name. */
  async movePaper(from: string, to: string): Promise<void> {
    const moved = (place: string): string =>
      place === from || place.startsWith(`${from}/`) ? to + place.slice(from.length) : place;
    const before = this.earlier;
    if (!before.some(({ places }) => places.some((place) => moved(place) !== place))) return;
    await this.write(before.map((earlier) => ({ ...earlier, places: joined(earlier.places.map(moved), []) })));
  }

  /** Whether the reader has agreed that papers are sent to a server. */
  allowsServer(url: string): boolean {
    return this.servers.includes(url);
  }

  async allowServer(url: string): Promise<void> {
    await this.memento.update(SERVERS_KEY, [...this.servers, url]);
  }

  private get servers(): readonly unknown[] {
    const stored = this.memento.get<unknown>(SERVERS_KEY);
    return Array.isArray(stored) ? (stored as unknown[]) : [];
  }

  private get earlier(): readonly EarlierQuestion[] {
    const stored = this.memento.get<unknown>(QUESTIONS_KEY);
    return Array.isArray(stored) ? stored.flatMap(readEarlier) : [];
  }

  /** Brings questions back. Those asked since then stay in front. */
  private async restore(before: readonly EarlierQuestion[]): Promise<void> {
    const now = this.earlier;
    const same = (a: EarlierQuestion) => (b: EarlierQuestion) => a.question === b.question;
    const back = before.map((earlier) => ({
      ...earlier,
      places: joined(now.find(same(earlier))?.places ?? [], earlier.places),
    }));
    await this.write([...now.filter((earlier) => !before.some(same(earlier))), ...back]);
  }

  private async write(questions: readonly EarlierQuestion[]): Promise<void> {
    this.tellAsked(questions.length > 0);
    await this.memento.update(QUESTIONS_KEY, questions.slice(0, QUESTIONS));
  }
}

function joined(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])].slice(0, PLACES);
}

/** Reads a stored question. Older versions stored only its words: it has no known place, so it is never forgotten with a paper. */
function readEarlier(stored: unknown): EarlierQuestion[] {
  if (typeof stored === 'string') return [{ question: stored, places: [] }];
  const { question, places } = (stored ?? {}) as { readonly question?: unknown; readonly places?: unknown };
  if (typeof question !== 'string' || !Array.isArray(places)) return [];
  return [{ question, places: places.filter((place): place is string => typeof place === 'string') }];
}
