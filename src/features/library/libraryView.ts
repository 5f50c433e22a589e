import vscode = require('vscode');
import { formatThreshold } from '../../core/answers/bands';
import type { View } from '../../core/answers/answer';
import { sourceName } from '../../core/answers/source';
import type { LibraryAnswer } from '../../core/library/libraryAnswer';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import type { Settings } from '../../platform/settings';
import { bestBelow } from '../../papers/answerText';
import { openPaper, type PaperDocument, piecesIn } from '../../papers/documents';
import { revealPiece } from '../../papers/reveal';
import type { AskAllPapers } from './askAllPapers';
import { FoundPaperItem, FoundPassageItem, type FoundTarget } from './items';
import { say } from '../../platform/prompts';

type Item = FoundPaperItem | FoundPassageItem;

const PAPERS_VIEW = 'evidence.papers';
/** How many passages a paper's row lists; the paper itself shows all. */
const SHOWN_PASSAGES = 20;

/** The view of papers that answer, sorted by their best passage, each with its passages below it. */
export class LibraryView extends Disposable implements vscode.TreeDataProvider<Item> {
  private readonly refreshed = this.register(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.refreshed.event;
  private readonly view: vscode.TreeView<Item>;

  constructor(
    private readonly askAll: AskAllPapers,
    private readonly settings: Settings,
  ) {
    super();
    this.view = this.register(vscode.window.createTreeView<Item>(PAPERS_VIEW, { treeDataProvider: this }));
    this.register(askAll.onDidChange(() => this.refresh()));
    this.register(settings.onDidChange(() => this.refresh()));
    this.register(vscode.commands.registerCommand(Command.openFound, (target: FoundTarget) => open(target)));
  }

  /** What the view says above its list. */
  get message(): string | undefined {
    return this.view.message;
  }

  /** What has answered, beside the view's title. */
  get description(): string | undefined {
    return this.view.description;
  }

  getTreeItem(item: Item): Item {
    return item;
  }

  getChildren(item?: Item): Item[] {
    if (item instanceof FoundPassageItem) return [];
    if (item) {
      const { paper } = item;
      return paper.passages.slice(0, SHOWN_PASSAGES).map((passage) => new FoundPassageItem(paper, passage));
    }
    void this.askAll.restore();
    return (this.askAll.current?.found(this.viewOf) ?? []).map((paper) => new FoundPaperItem(paper));
  }

  private readonly viewOf = (address: string): View => this.settings.view(vscode.Uri.parse(address));

  private refresh(): void {
    const { current } = this.askAll;
    this.view.message = current ? this.messageOf(current) : '';
    this.view.description = current ? sourceName(current.source) : '';
    this.refreshed.fire(undefined);
  }

  private messageOf(answer: LibraryAnswer): string {
    const question = `“${answer.question}”`;
    if (answer.state === 'failed') return vscode.l10n.t('{0}: could not be answered', question);
    if (answer.state === 'running' && answer.total === 0) return vscode.l10n.t('{0}: looking for papers', question);
    if (answer.state === 'running') {
      return vscode.l10n.t('{0}: {1} of {2} parts read', question, answer.read, answer.total);
    }
    return [`${question}: ${this.countOf(answer)}`, ...this.notesOn(answer)].join(' ');
  }

  private countOf(answer: LibraryAnswer): string {
    const { threshold } = this.settings.view(
      vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.parse('untitled:'),
    );
    const count = answer.found(this.viewOf).length;
    const { searched } = answer;
    if (count > 0) {
      return vscode.l10n.t(
        'papers with passages at {0} or above: {1} of {2}.',
        formatThreshold(threshold),
        count,
        searched,
      );
    }
    const best = answer.best(this.viewOf);
    const found =
      best > 0 ? bestBelow(threshold, best) : vscode.l10n.t('Nothing found: no paper has the words of the question.');
    return `${found} ${vscode.l10n.t('Papers searched: {0}.', searched)}`;
  }

  private notesOn({ state, unreadable, leftOut }: LibraryAnswer): string[] {
    return [
      ...(state === 'cancelled' ? [vscode.l10n.t('Stopped before the end.')] : []),
      ...(unreadable > 0 ? [vscode.l10n.t('Papers in a language that it cannot read: {0}.', unreadable)] : []),
      ...(leftOut > 0 ? [vscode.l10n.t('Papers left out, as there is no room for them: {0}.', leftOut)] : []),
    ];
  }
}

/** Opens a paper at a passage and asks the same question there. */
async function open({ uri, start, end, question, model }: FoundTarget): Promise<void> {
  let document: PaperDocument;
  try {
    document = await openPaper(vscode.Uri.parse(uri));
  } catch {
    say(vscode.l10n.t('{0} no longer exists: ask all papers again to update the list.', vscode.Uri.parse(uri).path));
    return;
  }
  const [first] = piecesIn(document, [{ start, end }]);
  if (first) await revealPiece(first);
  await vscode.commands.executeCommand(Command.highlight, { uri: document.uri, question, model, reveal: false });
}
