import vscode = require('vscode');
import type { ComparedPaper, Comparison } from '../../core/compare/comparison';
import { comparisonPage } from '../../core/compare/page';
import { comparisonCsv, comparisonMarkdown } from '../../core/compare/tables';
import { sourceName, sourceToText } from '../../core/answers/source';
import { linkFrom } from '../../papers/links';
import { nameOf } from '../../papers/documents';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { say } from '../../platform/prompts';
import { askWhere, type FileKind, write } from '../../platform/saving';

const PANEL = 'evidence.compare';
/** The commands that links of the page can run. */
const LINKED: readonly string[] = [Command.openFound, Command.exportComparison, Command.compare];

type Format = 'markdown' | 'csv';

const KINDS: Readonly<Record<Format, FileKind>> = {
  markdown: { name: 'Markdown', ending: 'md' },
  csv: { name: 'CSV', ending: 'csv' },
};

/** What `evidence.exportComparison` takes from other code; the reader is asked for anything that is missing. */
export interface ExportComparisonArguments {
  readonly format?: Format;
  /** The file to write. */
  readonly to?: string;
}

/** The table of compared papers beside the editors, and its export. */
export class ComparisonView extends Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private shown: Comparison | undefined;

  constructor(private readonly extension: vscode.Uri) {
    super();
    this.register({ dispose: () => void this.panel?.dispose() });
    this.register(
      vscode.commands.registerCommand(Command.exportComparison, (from?: unknown) =>
        this.exportTable(argumentsOf(from)),
      ),
    );
  }

  /** The page on the screen. */
  get html(): string | undefined {
    return this.panel?.webview.html;
  }

  /**
   * Shows a table in place of the one before.
   *
   * @param isStopped whether the rest of its questions will not be read unless the reader asks again
   */
  show(comparison: Comparison, isStopped: boolean): void {
    this.shown = comparison;
    void vscode.commands.executeCommand('setContext', 'evidence.hasComparison', comparison.papers.length > 0);
    const isNew = this.panel === undefined;
    this.panel ??= this.open();
    this.panel.webview.html = this.page(this.panel.webview, comparison, isStopped);
    if (!isNew && comparison.read === 0) this.panel.reveal();
  }

  private open(): vscode.WebviewPanel {
    const title = vscode.l10n.t('Compare Papers');
    const panel = vscode.window.createWebviewPanel(PANEL, title, vscode.ViewColumn.Active, {
      enableCommandUris: LINKED,
      enableFindWidget: true,
      localResourceRoots: [vscode.Uri.joinPath(this.extension, 'media')],
    });
    panel.iconPath = vscode.Uri.joinPath(this.extension, 'media', 'evidence.svg');
    panel.onDidDispose(() => (this.panel = undefined));
    return panel;
  }

  private page(webview: vscode.Webview, comparison: Comparison, isStopped: boolean): string {
    const { questions, source, papers, read, without } = comparison;
    const isOver = read === questions.length;
    const progress = isStopped
      ? vscode.l10n.t('Stopped before the end.')
      : vscode.l10n.t('Reading: {0} of {1} questions.', read, questions.length);
    const found = vscode.l10n.t('Papers with evidence: {0}. By {1}.', papers.length, sourceName(source));
    const others = without > 0 ? [vscode.l10n.t('Papers without evidence for any question: {0}.', without)] : [];
    const command = (id: string, argument: unknown): string =>
      `command:${id}?${encodeURIComponent(JSON.stringify([argument]))}`;
    const exports = [
      [vscode.l10n.t('Export as markdown'), command(Command.exportComparison, { format: 'markdown' })],
      [vscode.l10n.t('Export as CSV'), command(Command.exportComparison, { format: 'csv' })],
    ] as const;
    return comparisonPage(
      comparison,
      {
        language: vscode.env.language,
        title: vscode.l10n.t('Compare Papers'),
        summary: [...(isOver ? [] : [progress]), ...(read > 0 ? [found, ...others] : [])].join(' '),
        paper: vscode.l10n.t('Paper'),
        none: vscode.l10n.t('no evidence found'),
        unread: isStopped ? vscode.l10n.t('not asked') : vscode.l10n.t('not asked yet'),
        empty: isOver ? vscode.l10n.t('No paper has evidence for any of the questions.') : '',
      },
      {
        style: webview.asWebviewUri(vscode.Uri.joinPath(this.extension, 'media', 'compare.css')).toString(),
        policy: `default-src 'none'; style-src ${webview.cspSource}`,
        open: ({ address }, { start, end }, question) =>
          command(Command.openFound, { uri: address, start, end, question, model: sourceToText(source) }),
        actions: [
          ...(isStopped ? ([[vscode.l10n.t('Try Again'), command(Command.compare, { questions })]] as const) : []),
          ...(papers.length > 0 ? exports : []),
        ],
        fileOf,
      },
    );
  }

  /** @returns the URI of the file that was written; undefined when there was nothing to write or the reader cancelled */
  private async exportTable(from: ExportComparisonArguments): Promise<string | undefined> {
    const { shown } = this;
    if (!shown || shown.papers.length === 0) {
      return say(vscode.l10n.t('There is no table to export: run Compare Papers first.'));
    }
    const format = from.format ?? (await pickFormat());
    if (!format) return undefined;
    const file =
      from.to === undefined ? await askWhere(nameFor(shown), '.evidence', KINDS[format]) : vscode.Uri.parse(from.to);
    if (!file) return undefined;
    const linkTo = ({ address }: ComparedPaper, line: number): string =>
      linkFrom(file, vscode.Uri.parse(address), line);
    const content = format === 'csv' ? comparisonCsv(shown, fileOf) : comparisonMarkdown(shown, { fileOf, linkTo });
    const said = vscode.l10n.t('Exported papers: {0}', shown.papers.length);
    return (await write(file, content, said)) ? file.toString() : undefined;
  }
}

async function pickFormat(): Promise<Format | undefined> {
  const items = (Object.keys(KINDS) as Format[]).map((format) => ({ label: KINDS[format].name, format }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Export the table of compared papers') }))
    ?.format;
}

/** A place for the file in the folder of the papers. */
function nameFor({ papers }: Comparison): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const beside = vscode.Uri.joinPath(vscode.Uri.parse(papers[0]!.address), '..');
  return vscode.Uri.joinPath(folder ?? beside, 'comparison.md');
}

function fileOf({ address }: ComparedPaper): string {
  const uri = vscode.Uri.parse(address);
  const path = vscode.workspace.asRelativePath(uri);
  return path === uri.fsPath ? nameOf(uri) : path;
}

function argumentsOf(from: unknown): ExportComparisonArguments {
  return typeof from === 'object' && from !== null && !(from instanceof vscode.Uri) ? from : {};
}
