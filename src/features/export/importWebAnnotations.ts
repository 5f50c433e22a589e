import { randomUUID } from 'node:crypto';
import vscode = require('vscode');
import { importAnnotations } from '../../core/export/imported';
import { type ReadAnnotation, readAnnotations } from '../../core/export/readWebAnnotations';
import type { InferenceClient } from '../../inference/client';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { sentence } from '../../core/text/sentence';
import { tellFailure } from '../../platform/failures';
import { say } from '../../platform/prompts';
import type { CurrentPaper } from '../../papers/currentPaper';
import { formatOfPaper, openPaper, type PaperDocument } from '../../papers/documents';
import type { Papers } from '../../papers/papers';
import { KnownError } from '../../core/errors/knownError';

/** What `evidence.import` takes from other code; the reader is asked for anything that is missing. */
export interface ImportWebAnnotationsArguments {
  /** The paper; by default the one that the reader looks at. */
  readonly uri?: string;
  /** The file of annotations. */
  readonly from?: string;
}

/** A larger file is refused, bytes: no paper has so many annotations. */
const MAX_BYTES = 50_000_000;

/** Shows the passages of W3C Web Annotations in a paper. */
export class ImportWebAnnotations extends Disposable {
  constructor(
    private readonly papers: Papers,
    private readonly currentPaper: CurrentPaper,
    private readonly client: InferenceClient,
  ) {
    super();
    this.register(
      vscode.commands.registerCommand(Command.import, (from?: ImportWebAnnotationsArguments) => this.run(from ?? {})),
    );
  }

  /** @returns how many passages are shown; undefined when nothing was imported */
  private async run(from: ImportWebAnnotationsArguments): Promise<number | undefined> {
    const uri = from.uri === undefined ? this.currentPaper.active : vscode.Uri.parse(from.uri);
    if (!uri) return say(vscode.l10n.t('First open the paper that the annotations are about.'));
    const file = from.from === undefined ? await askWhich() : vscode.Uri.parse(from.from);
    if (!file) return undefined;
    try {
      const annotations = await read(file);
      return await this.show(await openPaper(uri), annotations);
    } catch (error) {
      const name = vscode.workspace.asRelativePath(file);
      return tellFailure(error, vscode.l10n.t('{0} cannot be read: the log says why.', name));
    }
  }

  private async show(document: PaperDocument, annotations: readonly ReadAnnotation[]): Promise<number | undefined> {
    const text = document.getText();
    const outline = await this.client.outline({ text, format: formatOfPaper(document) });
    if (!outline) return undefined;
    const { questions, found, lost } = importAnnotations(text, outline, annotations);
    for (const { answer, marks } of questions) {
      const common = { id: randomUUID(), answer, marks, askedAt: Date.now(), pinned: false, shown: true, slot: 0 };
      this.papers.addQuestion(document.uri, common);
    }
    const name = vscode.workspace.asRelativePath(document.uri);
    say(
      lost === 0
        ? vscode.l10n.t('Imported passages: {0}', found)
        : vscode.l10n.t('Imported passages: {0}. Not in {1}, and left out: {2}', found, name, lost),
    );
    return found;
  }
}

async function askWhich(): Promise<vscode.Uri | undefined> {
  const files = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Import Web Annotations of this paper'),
    filters: { [vscode.l10n.t('Web Annotations')]: ['jsonld', 'json'] },
  });
  return files?.[0];
}

async function read(file: vscode.Uri): Promise<readonly ReadAnnotation[]> {
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > MAX_BYTES) {
    throw new KnownError(
      'badAnnotations',
      sentence`This file is too large to hold the annotations of a paper: choose another.`,
    );
  }
  const bytes = await vscode.workspace.fs.readFile(file);
  return readAnnotations(new TextDecoder().decode(bytes), vscode.l10n.t('Imported annotations'));
}
