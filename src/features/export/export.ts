import vscode = require('vscode');
import { csvOf, jsonOf } from '../../core/export/data';
import { reportOf } from '../../core/export/report';
import type { Evidence } from '../../core/export/types';
import { webAnnotationsOf } from '../../core/export/webAnnotation';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import type { CurrentPaper } from '../../papers/currentPaper';
import { openPaper } from '../../papers/documents';
import type { Papers } from '../../papers/papers';
import { evidenceOf } from './evidence';
import { linkFrom } from '../../papers/links';
import { askWhere, type FileKind, write } from '../../platform/saving';
import { say } from '../../platform/prompts';

type Format = 'markdown' | 'json' | 'csv' | 'annotations';

/** What `evidence.export` takes from other code; the reader is asked for anything that is missing. */
export interface ExportArguments {
  readonly uri?: string;
  readonly format?: Format;
  /** The file to write. */
  readonly to?: string;
}

interface FormatChoice extends vscode.QuickPickItem, FileKind {
  readonly format: Format;
  readonly write: (evidence: Evidence, file: vscode.Uri, paper: vscode.Uri) => string;
}

/** Writes the lit passages of the current paper to a file. */
export class Export extends Disposable {
  constructor(
    private readonly papers: Papers,
    private readonly currentPaper: CurrentPaper,
  ) {
    super();
    this.register(vscode.commands.registerCommand(Command.export, (from?: ExportArguments) => this.run(from ?? {})));
  }

  /** @returns the URI of the file that was written; undefined when there was nothing to write or the reader cancelled */
  private async run(from: ExportArguments): Promise<string | undefined> {
    const uri = from.uri === undefined ? this.currentPaper.uri : vscode.Uri.parse(from.uri);
    if (!uri || this.papers.paper(uri).lit.length === 0) {
      say(
        vscode.l10n.t(
          'No passages are lit, so there is nothing to export: run Highlight evidence first, or show a question.',
        ),
      );
      return undefined;
    }
    const choices = formats();
    const choice =
      choices.find(({ format }) => format === from.format) ??
      (await vscode.window.showQuickPick(choices, { title: vscode.l10n.t('Export the lit passages') }));
    if (!choice) return undefined;
    const file = from.to === undefined ? await askWhere(uri, '.evidence', choice) : vscode.Uri.parse(from.to);
    if (!file) return undefined;
    const document = await openPaper(uri);
    const evidence = evidenceOf(document, this.papers);
    const count = evidence.questions.reduce((sum, { passages }) => sum + passages.length, 0);
    const said = vscode.l10n.t('Exported passages: {0}', count);
    return (await write(file, choice.write(evidence, file, uri), said)) ? file.toString() : undefined;
  }
}

function formats(): readonly FormatChoice[] {
  return [
    {
      format: 'markdown',
      label: vscode.l10n.t('Markdown report'),
      detail: vscode.l10n.t('Each passage as a quote, with a link back to its line'),
      name: 'Markdown',
      ending: 'md',
      write: (evidence, file, paper) => reportOf(evidence, (line) => linkFrom(file, paper, line)),
    },
    {
      format: 'json',
      label: 'JSON',
      detail: vscode.l10n.t('Questions and passages with offsets, for programs'),
      name: 'JSON',
      ending: 'json',
      write: jsonOf,
    },
    {
      format: 'csv',
      label: 'CSV',
      detail: vscode.l10n.t('A row for each passage, for spreadsheets'),
      name: 'CSV',
      ending: 'csv',
      write: csvOf,
    },
    {
      format: 'annotations',
      label: vscode.l10n.t('Web Annotations'),
      detail: vscode.l10n.t('W3C JSON-LD, for other annotation tools and for Evidence Lens: Import Web Annotations'),
      name: 'JSON-LD',
      ending: 'jsonld',
      write: webAnnotationsOf,
    },
  ];
}
