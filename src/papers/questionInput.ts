import vscode = require('vscode');
import { MAX_QUESTION_CHARS } from '../core/questions/question';

/** What the input box needs to know. */
export interface QuestionContext {
  /** Earlier questions, latest first. */
  readonly earlier: readonly string[];
  /** The engine's name as readers see it. */
  readonly engine: string;
  /** Whether the question is limited to the selection. */
  readonly scoped: boolean;
  /** The box's title and placeholder, when the question is not for a single paper. */
  readonly title?: string;
  readonly placeholder?: string;
}

/**
 * Asks for a question. The latest one is there to edit, and selected so that typing replaces it; a button lists the others.
 * (It is an input box and not a pick list: Enter must ask what was typed, even when a list would still lag behind the keys.)
 *
 * @returns the question, trimmed; undefined when the reader cancelled
 */
export async function askForQuestion(context: QuestionContext): Promise<string | undefined> {
  const input = vscode.window.createInputBox();
  const history: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('history'),
    tooltip: vscode.l10n.t('Earlier questions'),
  };
  input.title = context.title ?? titleOf(context);
  input.placeholder = context.placeholder ?? vscode.l10n.t('What do you want to know about this paper?');
  input.prompt = vscode.l10n.t('Passages that answer light up.');
  input.value = context.earlier[0] ?? '';
  input.buttons = context.earlier.length > 0 ? [history] : [];
  try {
    const typed = await new Promise<string | typeof history | undefined>((resolve) => {
      input.onDidChangeValue(() => (input.validationMessage = undefined));
      input.onDidTriggerButton(() => resolve(history));
      input.onDidAccept(() => {
        const problem = questionProblem(input.value);
        if (problem === undefined) resolve(input.value.trim());
        else input.validationMessage = problem;
      });
      input.onDidHide(() => resolve(undefined));
      input.show();
    });
    return typeof typed === 'object' ? await pickEarlier(context.earlier) : typed;
  } finally {
    input.dispose();
  }
}

function titleOf({ scoped, engine }: QuestionContext): string {
  return scoped
    ? vscode.l10n.t('Highlight evidence in the selection, by {0}', engine)
    : vscode.l10n.t('Highlight evidence, by {0}', engine);
}

async function pickEarlier(earlier: readonly string[]): Promise<string | undefined> {
  return await vscode.window.showQuickPick(earlier, { placeHolder: vscode.l10n.t('Ask an earlier question again') });
}

/** Why a question cannot be asked, in a sentence; undefined when it can. */
export function questionProblem(question: string): string | undefined {
  if (question.trim() === '') return vscode.l10n.t('The question is empty: type what you want to know of this paper.');
  if (question.length > MAX_QUESTION_CHARS) {
    return vscode.l10n.t('The question is too long: use at most {0} characters.', MAX_QUESTION_CHARS);
  }
  return undefined;
}
