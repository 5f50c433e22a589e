import vscode = require('vscode');
import type { Answer } from '../../core/answers/answer';
import { sourceName } from '../../core/answers/source';
import { sectionName } from '../../core/paper/sections';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { nameOf, type PaperDocument } from '../../papers/documents';
import type { CurrentPaper } from '../../papers/currentPaper';
import type { Papers, ShownPassage } from '../../papers/papers';
import { ACTION_COLOURS, ActionItem, LostItem, PassageItem, SectionItem } from './items';
import { summaryOf } from '../../papers/answerText';

type Item = SectionItem | PassageItem | LostItem | ActionItem;
type Order = 'place' | 'score';

const PASSAGES_VIEW = 'evidence.passages';

/** The side panel: the passages of the current paper, by place under their sections, or by score in one list. */
export class Panel extends Disposable implements vscode.TreeDataProvider<Item> {
  private readonly refreshed = this.register(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.refreshed.event;
  private readonly view: vscode.TreeView<Item>;
  private order: Order = 'place';

  constructor(
    private readonly papers: Papers,
    private readonly currentPaper: CurrentPaper,
  ) {
    super();
    this.view = this.register(vscode.window.createTreeView<Item>(PASSAGES_VIEW, { treeDataProvider: this }));
    this.register(vscode.window.registerFileDecorationProvider(ACTION_COLOURS));
    this.register(currentPaper.onDidChange(() => this.refresh()));
    this.register(vscode.commands.registerCommand(Command.sortByScore, () => this.sort('score')));
    this.register(vscode.commands.registerCommand(Command.sortByPlace, () => this.sort('place')));
    this.sort('place');
    this.refresh();
  }

  /** What the view says above its list. */
  get message(): string | undefined {
    return this.view.message;
  }

  get isVisible(): boolean {
    return this.view.visible;
  }

  getTreeItem(item: Item): Item {
    return item;
  }

  getChildren(item?: Item): Item[] {
    if (item instanceof SectionItem) return [...item.passages];
    if (item) return [];
    return this.roots();
  }

  private roots(): Item[] {
    const document = this.currentPaper.document;
    if (!document) return [];
    const placement = this.papers.placement(document);
    const { passages } = placement;
    const areSeveral = this.papers.paper(document.uri).lit.length > 1;
    const rejected = placement.rejected.map((passage) => new PassageItem(document.uri, passage, areSeveral));
    const lost = placement.lost.map((passage) => new LostItem(passage));
    return [
      ...(passages.length === 0 ? this.emptyRows(document) : this.passageRows(document, passages, areSeveral)),
      ...this.scopeRows(document.uri),
      ...this.referenceRows(document.uri),
      ...(rejected.length > 0 ? [new SectionItem(vscode.l10n.t('Rejected'), rejected, 'close')] : []),
      ...(lost.length > 0 ? [new SectionItem(vscode.l10n.t('No longer in the paper'), lost, 'trash')] : []),
    ];
  }

  private passageRows(document: PaperDocument, passages: readonly ShownPassage[], areSeveral: boolean): Item[] {
    if (this.order === 'score') {
      return [...passages]
        .sort((a, b) => b.score - a.score)
        .map((passage) => new PassageItem(document.uri, passage, areSeveral));
    }
    const sections: { title: string; items: PassageItem[] }[] = [];
    for (const passage of passages) {
      const title = sectionName(passage.section) ?? vscode.l10n.t('Before the first heading');
      let last = sections.at(-1);
      if (last?.title !== title) sections.push((last = { title, items: [] }));
      last.items.push(new PassageItem(document.uri, passage, areSeveral));
    }
    return sections.map(({ title, items }) => new SectionItem(title, items));
  }

  /** Where nothing is lit, one row offers to show the passages below the threshold. */
  private emptyRows(document: PaperDocument): Item[] {
    const view = this.papers.view(document.uri);
    const { lit } = this.papers.paper(document.uri);
    const isOver = lit.every(({ answer }) => answer.state !== 'running');
    if (!isOver || !lit.some(({ answer }) => answer.best(view) > 0)) return [];
    return [new ActionItem(vscode.l10n.t('Show weaker'), Command.showWeaker, 'chevron-down')];
  }

  /** A question about a part of the paper has a row that asks all of it. */
  private scopeRows(uri: vscode.Uri): Item[] {
    const question = this.papers.paper(uri).current;
    if (!question?.answer.scope || question.answer.state === 'running') return [];
    const target = { uri: uri.toString(), question: question.id };
    return [new ActionItem(vscode.l10n.t('Ask the whole paper'), Command.askWholePaper, 'book', [target])];
  }

  /** A row that counts the passages hidden in references and front matter, so that a text search finds nothing that the list keeps silent about. */
  private referenceRows(uri: vscode.Uri): Item[] {
    const { lit } = this.papers.paper(uri);
    if (lit.length === 0) return [];
    const view = this.papers.view(uri);
    if (view.includeReferences) {
      return [new ActionItem(vscode.l10n.t('Hide references and front matter'), Command.hideReferences, 'eye-closed')];
    }
    const isOver = lit.every(({ answer }) => answer.state !== 'running');
    const count = isOver ? lit.reduce((sum, { answer }) => sum + answer.leftOut(view), 0) : 0;
    if (count === 0) return [];
    return [new ActionItem(vscode.l10n.t('In references and front matter: {0}', count), Command.showReferences, 'eye')];
  }

  private sort(order: Order): void {
    this.order = order;
    void vscode.commands.executeCommand('setContext', 'evidence.order', order);
    this.refreshed.fire(undefined);
  }

  private refresh(): void {
    const document = this.currentPaper.document;
    const answer = document && this.papers.paper(document.uri).current?.answer;
    const passages = document ? this.papers.placement(document).passages : [];
    this.view.message = document && answer ? this.messageOf(document.uri, answer, passages) : '';
    const count = passages.length;
    this.view.badge = answer ? { value: count, tooltip: vscode.l10n.t('Passages lit: {0}', count) } : undefined;
    // The view stays on its paper while the reader looks at another file, and then names its paper.
    const name = document && !this.currentPaper.isActive ? nameOf(document.uri) : undefined;
    this.view.description = answer ? (name ?? sourceName(answer.source)) : '';
    void vscode.commands.executeCommand('setContext', 'evidence.hasAnswer', answer !== undefined);
    this.refreshed.fire(undefined);
  }

  private messageOf(uri: vscode.Uri, answer: Answer, passages: readonly ShownPassage[]): string {
    const own = passages.filter(({ question }) => question.answer === answer).length;
    const questions = this.papers.paper(uri).lit.length;
    return summaryOf(answer, this.papers.view(uri), { questions, own, all: passages.length });
  }
}
