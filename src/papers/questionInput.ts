import vscode = require('vscode');
import { MAX_QUESTION_CHARS } from '../core/questions/question';
import { Command } from '../platform/commands';
import { Disposable } from '../platform/disposable';
import { ALL_PAPERS, type EarlierQuestions } from '../platform/memento';

/** What the input box says, and for which paper it asks. */
export interface QuestionContext {
  readonly title: string;
  readonly placeholder?: string;
  /** What is asked, if it is not the whole paper. */
  readonly scope?: string;
  /** The URI of the paper, or `ALL_PAPERS`: questions that were asked of it before come first. */
  readonly place: string;
}

/** The part of `PersistentState` that the box uses. */
export interface QuestionHistory {
  earlierAt(place: string): EarlierQuestions;
}

/** The open box. */
interface OpenBox {
  readonly input: vscode.InputBox;
  /** Earlier questions, those of this paper first. */
  readonly earlier: readonly string[];
  /** Which of them is in the box; -1 for the reader's own words. */
  at: number;
  /** The reader's own words. */
  draft: string;
}

/** A row of the list of earlier questions. */
interface EarlierItem extends vscode.QuickPickItem {
  readonly question: string;
}

/** What was picked in the list: to be asked at once, or to be edited first. */
interface Picked {
  readonly question: string;
  readonly edit: boolean;
}

/**
 * The box that asks the reader for a question. The latest question of the paper is there to edit, and selected so that typing replaces it.
 * The arrow keys go through earlier questions, as in a shell; a button lists them.
 * (It is an input box and not a pick list: Enter must ask what was typed, even when a list would still lag behind the keys.)
 */
export class QuestionInput extends Disposable {
  private box: OpenBox | undefined;

  constructor(private readonly history: QuestionHistory) {
    super();
    this.register(vscode.commands.registerCommand(Command.earlierQuestion, () => this.step(1)));
    this.register(vscode.commands.registerCommand(Command.laterQuestion, () => this.step(-1)));
  }

  /** @returns the question, trimmed; undefined when the reader cancelled */
  async ask(context: QuestionContext): Promise<string | undefined> {
    const earlier = this.history.earlierAt(context.place);
    // A very long question was about its own paper, or could not be asked at all.
    let value = earlier.here[0] ?? earlier.others.find(({ length }) => length <= MOST_OFFERED) ?? '';
    for (;;) {
      const typed = await this.type(context, earlier, value);
      if (typed !== LIST) return typed;
      const picked = await pickEarlier(earlier, context.place);
      if (!picked?.edit) return picked?.question;
      value = picked.question;
    }
  }

  private async type(
    { title, placeholder, scope }: QuestionContext,
    { here, others }: EarlierQuestions,
    value: string,
  ): Promise<string | typeof LIST | undefined> {
    const input = vscode.window.createInputBox();
    const earlier = [...here, ...others];
    const box = { input, earlier, at: earlier.indexOf(value), draft: '' };
    input.title = title;
    input.placeholder = placeholder ?? vscode.l10n.t('What do you want to know about this paper?');
    input.prompt = scope ?? promptOf(earlier.length > 1);
    input.value = value;
    const list = { iconPath: new vscode.ThemeIcon('history'), tooltip: vscode.l10n.t('Earlier questions') };
    input.buttons = earlier.length > 0 ? [list] : [];
    this.box = box;
    tellIsAsking(true);
    try {
      return await new Promise<string | typeof LIST | undefined>((resolve) => {
        input.onDidChangeValue((typed) => {
          input.validationMessage = undefined;
          if (typed === earlier[box.at]) return;
          box.at = -1;
          box.draft = typed;
        });
        input.onDidTriggerButton(() => resolve(LIST));
        input.onDidAccept(() => {
          const problem = questionProblem(input.value);
          if (problem === undefined) resolve(input.value.trim());
          else input.validationMessage = problem;
        });
        input.onDidHide(() => resolve(undefined));
        input.show();
      });
    } finally {
      input.dispose();
      if (this.box === box) {
        this.box = undefined;
        tellIsAsking(false);
      }
    }
  }

  /** Puts the next older (1) or younger (-1) question into the box; after the youngest comes what the reader has typed. */
  private step(by: 1 | -1): void {
    const { box } = this;
    if (!box) return;
    box.at = Math.min(box.earlier.length - 1, Math.max(-1, box.at + by));
    const value = box.earlier[box.at] ?? box.draft;
    box.input.value = value;
    box.input.valueSelection = [value.length, value.length];
  }
}

/** Longest question of another paper that is there to edit, UTF-16 code units. */
const MOST_OFFERED = 500;

/** What the box resolves to when the reader wants the list. */
const LIST = Symbol('list');

function promptOf(hasEarlier: boolean): string {
  const said = vscode.l10n.t('Passages that answer light up.');
  return hasEarlier ? `${said} ${vscode.l10n.t('Arrow up brings an earlier question.')}` : said;
}

/** The keys of the box hold only while it is open. */
function tellIsAsking(isAsking: boolean): void {
  void vscode.commands.executeCommand('setContext', 'evidence.isAsking', isAsking);
}

async function pickEarlier({ here, others }: EarlierQuestions, place: string): Promise<Picked | undefined> {
  const edit = { iconPath: new vscode.ThemeIcon('edit'), tooltip: vscode.l10n.t('Edit before asking') };
  const item = (question: string): EarlierItem => ({ label: question, question, buttons: [edit] });
  const separator = (label: string): EarlierItem => ({ label, question: '', kind: vscode.QuickPickItemKind.Separator });
  const askedHere = place === ALL_PAPERS ? vscode.l10n.t('Asked of all papers') : vscode.l10n.t('Asked of this paper');
  const list = vscode.window.createQuickPick<EarlierItem>();
  list.placeholder = vscode.l10n.t('Ask an earlier question again');
  list.items = [
    ...(here.length > 0 ? [separator(askedHere), ...here.map(item)] : []),
    ...(others.length > 0 ? [separator(vscode.l10n.t('Other questions')), ...others.map(item)] : []),
  ];
  try {
    return await new Promise<Picked | undefined>((resolve) => {
      list.onDidTriggerItemButton(({ item: { question } }) => resolve({ question, edit: true }));
      list.onDidAccept(() => {
        const [chosen] = list.selectedItems;
        resolve(chosen && { question: chosen.question, edit: false });
      });
      list.onDidHide(() => resolve(undefined));
      list.show();
    });
  } finally {
    list.dispose();
  }
}

/** Why a question cannot be asked, in a sentence; undefined when it can. */
export function questionProblem(question: string): string | undefined {
  if (question.trim() === '') return vscode.l10n.t('The question is empty: type what you want to know of this paper.');
  if (question.length > MAX_QUESTION_CHARS) {
    return vscode.l10n.t('The question is too long: use at most {0} characters.', MAX_QUESTION_CHARS);
  }
  return undefined;
}
