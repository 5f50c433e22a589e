import type * as vscode from 'vscode';

/** How many earlier questions are offered again. */
const QUESTIONS = 50;
const QUESTIONS_KEY = 'questions';

/** What is kept between sessions: the only reader and writer of the memento. */
export class PersistentState {
  constructor(private readonly memento: vscode.Memento) {}

  /** Earlier questions, latest first. */
  get questions(): readonly string[] {
    const stored = this.memento.get<unknown>(QUESTIONS_KEY);
    return Array.isArray(stored) ? stored.filter((question): question is string => typeof question === 'string') : [];
  }

  async rememberQuestion(question: string): Promise<void> {
    const others = this.questions.filter((earlier) => earlier !== question);
    await this.memento.update(QUESTIONS_KEY, [question, ...others].slice(0, QUESTIONS));
  }
}
