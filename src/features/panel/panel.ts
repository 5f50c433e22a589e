import vscode = require('vscode');
import type { Answer } from '../../core/answers/answer';
import { formatThreshold } from '../../core/answers/bands';
import { sourceName } from '../../core/answers/source';
import { sectionName } from '../../core/paper/sections';
import { MOST_SHOWN } from '../../core/questions/placing';
import { bestFirst } from '../../core/spans/scores';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { log } from '../../platform/log';
import { nameOf, type PaperDocument } from '../../papers/documents';
import type { CurrentPaper } from '../../papers/currentPaper';
import type { Papers, ShownPassage } from '../../papers/papers';
import type { Revealer } from '../../papers/revealer';
import type { PassageTarget } from '../../papers/targets';
import { ActionRows } from './actionRows';
import { ActionItem, LostItem, PassageItem, ROW_DECORATIONS, rowIdOf, SectionItem } from './items';
import { hiddenText, summaryOf } from '../../papers/answerText';

type Item = SectionItem | PassageItem | LostItem | ActionItem;
type Order = 'place' | 'score';

const PASSAGES_VIEW = 'evidence.passages';

/** The side panel: the passages of the current paper, by place under their sections, or by score in one list. */
export class Panel extends Disposable implements vscode.TreeDataProvider<Item> {
  private readonly refreshed = this.register(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.refreshed.event;
  private readonly view: vscode.TreeView<Item>;
  private readonly actions: ActionRows;
  /** What the reader chose; by default the order depends on how many passages there are. */
  private chosen: Order | undefined;
  /** What menus and keys were told last. */
  private readonly told = new Map<string, unknown>();
  /** The rows on the screen, made on request. */
  private rows: readonly Item[] | undefined;
  private selecting = Promise.resolve();
  /** Whether the next row that is opened shows its passage without taking the focus. */
  private staysInList = false;
  /** The id of the row that was selected from outside of the list: keys of the list begin there, and not where the list's cursor was left. */
  private shownRow: string | undefined;

  constructor(
    private readonly papers: Papers,
    private readonly currentPaper: CurrentPaper,
    private readonly revealer: Revealer,
  ) {
    super();
    this.actions = new ActionRows(papers);
    this.view = this.register(vscode.window.createTreeView<Item>(PASSAGES_VIEW, { treeDataProvider: this }));
    this.register(vscode.window.registerFileDecorationProvider(ROW_DECORATIONS));
    this.register(currentPaper.onDidChange(() => this.refresh()));
    this.register(this.view.onDidChangeVisibility(() => this.selectShown()));
    this.register(this.view.onDidChangeSelection(({ selection: [row] }) => this.markShown(row?.id, this.shownRow)));
    this.register(vscode.window.onDidChangeTextEditorSelection(() => this.selectShown()));
    this.register(revealer.onDidShow(() => this.selectShown()));
    const command = (id: string, run: (target: PassageTarget) => unknown): void => {
      this.register(vscode.commands.registerCommand(id, run));
    };
    command(Command.sortByScore, () => this.sort('score'));
    command(Command.sortByPlace, () => this.sort('place'));
    command(Command.showAllPassages, () => this.showAll(true));
    command(Command.showBestPassages, () => this.showAll(false));
    command(Command.goToRow, (target) => this.goTo(target));
    command(Command.previewRow, () => this.preview());
    this.register(vscode.commands.registerCommand(Command.fromShownRow, (then: string) => this.fromShown(then)));
    this.refresh();
  }

  /** What the view says above its list. */
  get message(): string | undefined {
    return this.view.message;
  }

  get isVisible(): boolean {
    return this.view.visible;
  }

  /** The selected row, if it is of a passage. */
  get selected(): PassageItem | undefined {
    const [row] = this.view.selection;
    return row instanceof PassageItem ? row : undefined;
  }

  getTreeItem(item: Item): Item {
    return item;
  }

  getChildren(item?: Item): Item[] {
    if (item instanceof SectionItem) return [...item.passages];
    if (item) return [];
    return [...(this.rows ??= this.roots())];
  }

  getParent(item: Item): Item | undefined {
    return this.rows?.find((row) => row instanceof SectionItem && row.passages.some((passage) => passage === item));
  }

  private roots(): Item[] {
    const document = this.currentPaper.document;
    if (!document) return [];
    if (this.isHidden) return this.actions.hidden(document.uri);
    const { passages, moreCount, ...placement } = this.papers.placement(document);
    const { threshold } = this.papers.view(document.uri);
    const areSeveral = this.papers.paper(document.uri).lit.length > 1;
    const itemOf = (passage: ShownPassage): PassageItem =>
      new PassageItem(document.uri, passage, threshold, areSeveral);
    const rejected = placement.rejected.map(itemOf);
    const lost = placement.lost.map((passage) => new LostItem(passage));
    return [
      ...(passages.length === 0 ? this.weakerRows(document, itemOf) : this.passageRows(passages, itemOf)),
      ...this.actions.lit(document.uri, passages.length, moreCount),
      ...(rejected.length > 0 ? [new SectionItem(vscode.l10n.t('Rejected'), rejected, 'close')] : []),
      ...(lost.length > 0 ? [new SectionItem(vscode.l10n.t('No longer in the paper'), lost, 'trash')] : []),
    ];
  }

  private passageRows(passages: readonly ShownPassage[], itemOf: (passage: ShownPassage) => PassageItem): Item[] {
    if (this.order === 'score') return bestFirst(passages).map(itemOf);
    // A text without headings has no sections to name.
    if (passages.every(({ section }) => section.length === 0)) return passages.map(itemOf);
    const sections: { title: string; items: PassageItem[] }[] = [];
    for (const passage of passages) {
      const title = sectionName(passage.section) ?? vscode.l10n.t('Before the first heading');
      let last = sections.at(-1);
      if (last?.title !== title) sections.push((last = { title, items: [] }));
      last.items.push(itemOf(passage));
    }
    return sections.map(({ title, items }) => new SectionItem(title, items));
  }

  /** Whether the paper has questions, none of which is lit. */
  private get isHidden(): boolean {
    const { uri } = this.currentPaper;
    const paper = uri && this.papers.paper(uri);
    return paper !== undefined && paper.questions.length > 0 && !paper.current;
  }

  /** Where nothing is lit: the best passages below the threshold, and one row that lights them. */
  private weakerRows(document: PaperDocument, itemOf: (passage: ShownPassage) => PassageItem): Item[] {
    const weaker = this.papers.weaker(document);
    if (weaker.length === 0) return [];
    const below = vscode.l10n.t('Below {0}, the best', formatThreshold(this.papers.view(document.uri).threshold));
    return [
      new SectionItem(below, weaker.map(itemOf), 'arrow-down'),
      new ActionItem(vscode.l10n.t('Show weaker'), Command.showWeaker, 'lightbulb'),
    ];
  }

  /** By place, but by score where there are more passages than a reader goes through. */
  private get order(): Order {
    if (this.chosen) return this.chosen;
    const document = this.currentPaper.document;
    if (!document) return 'place';
    const { passages, moreCount } = this.papers.placement(document);
    return passages.length + moreCount > MOST_SHOWN ? 'score' : 'place';
  }

  private sort(order: Order): void {
    this.chosen = order;
    this.refresh();
  }

  private showAll(isWanted: boolean): void {
    if (this.currentPaper.uri) this.papers.showAll(this.currentPaper.uri, isWanted);
  }

  private async goTo(target: PassageTarget): Promise<void> {
    const preserveFocus = this.staysInList;
    this.staysInList = false;
    await vscode.commands.executeCommand(Command.reveal, target, { preserveFocus });
  }

  /** Shows the passage of the focused row and stays in the list. VS Code tells no extension which row that is, but opens it on command. */
  private async preview(): Promise<void> {
    await this.focusShown();
    this.staysInList = true;
    await vscode.commands.executeCommand('list.selectAndPreserveFocus');
    if (this.selected) return;
    this.staysInList = false;
    if (this.view.selection[0] instanceof SectionItem) await vscode.commands.executeCommand('list.toggleExpand');
  }

  /** Selects the row of the passage at which the reader is, without taking the focus; one after the other, so that the last one counts. */
  private selectShown(): void {
    this.selecting = this.selecting
      .then(() => this.selectRow())
      // The list may be made anew before the view has found the row; then the next selection counts.
      .catch((error: unknown) => log.debug(String(error)));
  }

  private async selectRow(): Promise<void> {
    const { document } = this.currentPaper;
    if (!this.view.visible || !document || !this.currentPaper.isActive) return;
    const passage = this.revealer.passageOfReader(document);
    const id = passage && rowIdOf(document.uri, passage);
    if (id === undefined || this.view.selection[0]?.id === id) return;
    const row = this.rowOf(id);
    if (!row) return;
    this.markShown(id, id);
    await this.view.reveal(row, { select: true, focus: false });
  }

  private rowOf(id: string): Item | undefined {
    return this.getChildren()
      .flatMap<Item>((item) => (item instanceof SectionItem ? item.passages : [item]))
      .find((item) => item.id === id);
  }

  /** Runs a command of lists, such as the one of a key, from the row that was selected from outside. */
  private async fromShown(then: string): Promise<void> {
    await this.focusShown();
    await vscode.commands.executeCommand(then);
  }

  /** VS Code can select a row without taking the focus, but moves the list's cursor only together with it: so not before the list has it. */
  private async focusShown(): Promise<void> {
    const row = this.shownRow === undefined ? undefined : this.rowOf(this.shownRow);
    this.markShown(undefined, undefined);
    if (row) await this.view.reveal(row, { select: true, focus: true });
  }

  /** Notes which row is selected, and whether that was done from outside of the list. */
  private markShown(selected: string | undefined, shown: string | undefined): void {
    this.shownRow = selected === shown ? shown : undefined;
    this.tell('evidence.isRowShown', this.shownRow !== undefined);
  }

  private refresh(): void {
    const document = this.currentPaper.document;
    const answer = document && this.papers.paper(document.uri).current?.answer;
    const placement = document && this.papers.placement(document);
    const passages = [...(placement?.passages ?? []), ...(placement?.more ?? [])];
    this.rows = undefined;
    this.view.message = document ? this.messageOf(document.uri, answer, passages) : '';
    const count = placement?.passages.length ?? 0;
    this.view.badge = answer ? { value: count, tooltip: vscode.l10n.t('Passages lit: {0}', count) } : undefined;
    // The view stays on its paper while the reader looks at another file, and then names its paper.
    const name = document && !this.currentPaper.isActive ? nameOf(document.uri) : undefined;
    this.view.description = answer ? (name ?? sourceName(answer.source)) : '';
    this.tell('evidence.hasAnswer', answer !== undefined);
    this.tell('evidence.hasMore', (placement?.moreCount ?? 0) > 0);
    this.tell('evidence.order', this.order);
    this.refreshed.fire(undefined);
  }

  /** Tells menus and keys of a state, when it has changed. */
  private tell(key: string, value: unknown): void {
    if (this.told.get(key) === value) return;
    this.told.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }

  private messageOf(uri: vscode.Uri, answer: Answer | undefined, passages: readonly ShownPassage[]): string {
    if (!answer) return this.isHidden ? hiddenText(this.papers.paper(uri).questions.length) : '';
    const own = passages.filter(({ question }) => question.answer === answer).length;
    const questions = this.papers.paper(uri).lit.length;
    return summaryOf(answer, this.papers.view(uri), { questions, own, all: passages.length });
  }
}
