import vscode = require('vscode');
import { sourceToText } from '../../core/answers/source';
import { markedPassages } from '../../core/questions/marks';
import { type Question, SLOTS, titleOf } from '../../core/questions/question';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import type { CurrentPaper } from '../../papers/currentPaper';
import type { Papers } from '../../papers/papers';
import { asQuestionTarget } from '../../papers/targets';
import { QuestionItem } from './items';
import { type Prompts, say } from '../../platform/prompts';

const QUESTIONS_VIEW = 'evidence.questions';
/** How much of a question a message shows, UTF-16 code units. */
const MAX_TOLD = 200;

/** The question that a command is about, with its paper. */
interface Meant {
  readonly uri: vscode.Uri;
  readonly question: Question;
}

/** The view of the current paper's questions, latest first, with the commands for each. */
export class Questions extends Disposable implements vscode.TreeDataProvider<QuestionItem> {
  private readonly refreshed = this.register(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.refreshed.event;
  private readonly view: vscode.TreeView<QuestionItem>;

  constructor(
    private readonly papers: Papers,
    private readonly currentPaper: CurrentPaper,
    private readonly prompts: Prompts,
  ) {
    super();
    this.view = this.register(
      vscode.window.createTreeView<QuestionItem>(QUESTIONS_VIEW, {
        treeDataProvider: this,
        manageCheckboxStateManually: true,
      }),
    );
    this.register(this.view.onDidChangeCheckboxState(({ items }) => this.checked(items)));
    this.register(currentPaper.onDidChange(() => this.refresh()));
    this.register(papers.onDidMakeRoom((question) => this.sayPutOut(question)));
    const command = (id: string, run: (meant: Meant) => unknown): void => {
      this.register(vscode.commands.registerCommand(id, (from?: unknown) => this.withQuestion(from, run)));
    };
    command(Command.showQuestion, ({ uri, question }) =>
      this.papers.change(uri, (paper) => paper.lightOnly(question.id)),
    );
    command(Command.toggleQuestion, ({ uri, question }) =>
      this.papers.change(uri, (paper) => paper.setLit(question.id, !question.shown)),
    );
    command(Command.pinQuestion, ({ uri, question }) =>
      this.papers.change(uri, (paper) => paper.changeQuestion(question.id, { pinned: true })),
    );
    command(Command.unpinQuestion, ({ uri, question }) =>
      this.papers.change(uri, (paper) => paper.changeQuestion(question.id, { pinned: false })),
    );
    command(Command.renameQuestion, (meant) => this.rename(meant));
    command(Command.editQuestion, (meant) => this.edit(meant));
    command(Command.removeQuestion, (meant) => this.remove(meant));
    this.refresh();
  }

  getTreeItem(item: QuestionItem): QuestionItem {
    return item;
  }

  getChildren(item?: QuestionItem): QuestionItem[] {
    const { uri, document } = this.currentPaper;
    if (item || !uri) return [];
    const view = this.papers.view(uri);
    const lost = document ? this.papers.placement(document).lost : [];
    const areSeveral = this.papers.paper(uri).lit.length > 1;
    return this.papers.paper(uri).questions.map((question) => {
      const passages = markedPassages(question.answer, view, question.marks).length;
      const gone = lost.filter(({ question: { id } }) => id === question.id).length;
      return new QuestionItem(uri, question, { passages, lost: gone, areSeveral });
    });
  }

  private refresh(): void {
    const { uri } = this.currentPaper;
    const count = uri ? this.papers.paper(uri).questions.length : 0;
    void vscode.commands.executeCommand('setContext', 'evidence.hasQuestions', count > 0);
    this.refreshed.fire(undefined);
  }

  private sayPutOut(question: Question): void {
    const name = titleOf(question).slice(0, MAX_TOLD);
    void this.prompts.tell(
      'information',
      vscode.l10n.t(
        '“{0}” is no longer lit, because {1} questions can be lit at once: untick one to light it again.',
        name,
        SLOTS,
      ),
    );
  }

  private checked(items: readonly (readonly [QuestionItem, vscode.TreeItemCheckboxState])[]): void {
    for (const [{ target }, state] of items) {
      const isLit = state === vscode.TreeItemCheckboxState.Checked;
      this.papers.change(vscode.Uri.parse(target.uri), (paper) => paper.setLit(target.question, isLit));
    }
  }

  /** A menu passes the row and a link the question; the keyboard passes nothing, and then the selected row counts. */
  private withQuestion(from: unknown, run: (meant: Meant) => unknown): unknown {
    const target = asQuestionTarget(from) ?? this.view.selection[0]?.target;
    const uri = target ? vscode.Uri.parse(target.uri) : this.currentPaper.uri;
    const paper = uri && this.papers.paper(uri);
    const question = target ? paper?.question(target.question) : paper?.current;
    if (uri && question) return run({ uri, question });
    say(vscode.l10n.t('There is no question here yet: run Highlight evidence first.'));
    return undefined;
  }

  private async rename({ uri, question }: Meant): Promise<void> {
    const name = await vscode.window.showInputBox({
      title: vscode.l10n.t('Rename the question'),
      prompt: vscode.l10n.t(
        'The name is only a label: the question stays as it is. Leave it empty to show the question itself.',
      ),
      value: titleOf(question),
    });
    if (name === undefined) return;
    const own = name.trim();
    this.papers.change(uri, (paper) =>
      paper.changeQuestion(question.id, { name: own === question.answer.question ? '' : own }),
    );
  }

  private async edit({ uri, question: { answer } }: Meant): Promise<unknown> {
    const question = await vscode.window.showInputBox({
      title: vscode.l10n.t('Edit the question and ask again'),
      value: answer.question,
    });
    if (question === undefined) return undefined;
    return await vscode.commands.executeCommand(Command.highlight, {
      uri,
      question,
      model: sourceToText(answer.source),
    });
  }

  private async remove({ uri, question }: Meant): Promise<void> {
    this.papers.change(uri, (paper) => paper.removeQuestion(question.id));
    const undo = vscode.l10n.t('Undo');
    const said = vscode.l10n.t('Removed: {0}', titleOf(question).slice(0, MAX_TOLD));
    if ((await vscode.window.showInformationMessage(said, undo)) === undo) this.papers.addQuestion(uri, question);
  }
}
