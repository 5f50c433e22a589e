import * as vscode from 'vscode';
import { engineName, isLanguageModel } from '../../core/answers/engineName';
import { formatScore } from '../../core/answers/bands';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import type { PaperAtHand } from '../papers/paperAtHand';
import type { Papers, PlacedPassage } from '../papers/papers';
import { ActionItem, LostItem, PassageItem, SectionItem } from './items';

type Item = SectionItem | PassageItem | LostItem | ActionItem;
type Order = 'place' | 'score';

export const PASSAGES_VIEW = 'evidence.passages';

/** The side panel: the passages of the paper at hand, by place under their sections or flat by score. */
export class Panel extends Disposable implements vscode.TreeDataProvider<Item> {
  private readonly refreshed = this.register(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.refreshed.event;
  private readonly view: vscode.TreeView<Item>;
  private order: Order = 'place';

  constructor(
    private readonly papers: Papers,
    private readonly atHand: PaperAtHand,
  ) {
    super();
    this.view = this.register(
      vscode.window.createTreeView<Item>(PASSAGES_VIEW, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.register(atHand.onDidChange(() => this.refresh()));
    this.register(vscode.commands.registerCommand(Command.sortByScore, () => this.sort('score')));
    this.register(vscode.commands.registerCommand(Command.sortByPlace, () => this.sort('place')));
    this.sort('place');
    this.refresh();
  }

  /** What the view says above its list. */
  get message(): string | undefined {
    return this.view.message;
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
    const document = this.atHand.document;
    if (!document) return [];
    const passages = this.papers.passages(document);
    const areSeveral = this.papers.lit(document.uri).length > 1;
    const rejected = this.papers
      .rejected(document)
      .map((passage) => new PassageItem(document.uri, passage, areSeveral));
    const lost = this.papers.lost(document).map((passage) => new LostItem(passage));
    return [
      ...(passages.length === 0 ? this.emptyRows(document) : this.passageRows(document, passages, areSeveral)),
      ...(rejected.length > 0 ? [new SectionItem(vscode.l10n.t('Rejected'), rejected, 'close')] : []),
      ...(lost.length > 0 ? [new SectionItem(vscode.l10n.t('No longer in the paper'), lost, 'trash')] : []),
    ];
  }

  private passageRows(document: vscode.TextDocument, passages: readonly PlacedPassage[], areSeveral: boolean): Item[] {
    if (this.order === 'score') {
      return [...passages]
        .sort((a, b) => b.score - a.score)
        .map((passage) => new PassageItem(document.uri, passage, areSeveral));
    }
    const sections: { title: string; items: PassageItem[] }[] = [];
    for (const passage of passages) {
      const title = passage.section.at(-1) ?? vscode.l10n.t('Before the first heading');
      let last = sections.at(-1);
      if (last?.title !== title) sections.push((last = { title, items: [] }));
      last.items.push(new PassageItem(document.uri, passage, areSeveral));
    }
    return sections.map(({ title, items }) => new SectionItem(title, items));
  }

  /** Where nothing is lit, one row offers what lies below the threshold. */
  private emptyRows(document: vscode.TextDocument): Item[] {
    const view = this.papers.view(document.uri);
    const lit = this.papers.lit(document.uri);
    const isOver = lit.every(({ answer }) => answer.state !== 'running');
    if (!isOver || !lit.some(({ answer }) => answer.best(view) > 0)) return [];
    return [new ActionItem(vscode.l10n.t('Show weaker'), Command.showWeaker, 'chevron-down')];
  }

  private sort(order: Order): void {
    this.order = order;
    void vscode.commands.executeCommand('setContext', 'evidence.order', order);
    this.refreshed.fire(undefined);
  }

  private refresh(): void {
    const document = this.atHand.document;
    const answer = document && this.papers.answer(document.uri);
    const count = document ? this.papers.passages(document).length : 0;
    this.view.message = document && answer ? this.messageOf(document, count) : '';
    this.view.badge = answer ? { value: count, tooltip: vscode.l10n.t('Passages lit: {0}', count) } : undefined;
    this.view.description = answer ? engineName(answer.model) : '';
    void vscode.commands.executeCommand('setContext', 'evidence.hasAnswer', answer !== undefined);
    this.refreshed.fire(undefined);
  }

  private messageOf(document: vscode.TextDocument, count: number): string {
    const answer = this.papers.answer(document.uri)!;
    const view = this.papers.view(document.uri);
    const question = `“${answer.question}”`;
    const threshold = view.threshold.toFixed(2);
    const lit = this.papers.lit(document.uri).length;
    if (answer.state === 'running' && answer.total === 0) return vscode.l10n.t('{0}: reading the paper', question);
    if (answer.state === 'running') {
      return vscode.l10n.t('{0}: {1} of {2} sections read', question, answer.scored, answer.total);
    }
    if (answer.state === 'failed') return vscode.l10n.t('{0}: could not be answered', question);
    const stopped = answer.state === 'cancelled' ? ` ${vscode.l10n.t('Stopped before the end.')}` : '';
    if (lit > 1)
      return vscode.l10n.t('{0} questions lit: passages at {1} or above: {2}', lit, threshold, count) + stopped;
    if (isLanguageModel(answer.model)) {
      return vscode.l10n.t('{0}: passages named by {1}: {2}', question, engineName(answer.model), count) + stopped;
    }
    if (count > 0) return vscode.l10n.t('{0}: passages at {1} or above: {2}', question, threshold, count) + stopped;
    const best = answer.best(view);
    const found =
      best > 0
        ? vscode.l10n.t('Nothing above {0}. The best passage has {1}.', threshold, formatScore(best))
        : vscode.l10n.t('Nothing found: no passage has any score.');
    const hint =
      answer.model === 'keyword' ? ` ${vscode.l10n.t('Keyword matching needs words that the paper uses.')}` : '';
    return `${question}: ${found}${hint}${stopped}`;
  }
}
