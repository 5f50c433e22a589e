import * as vscode from 'vscode';
import { type Band, BANDS, bandOf, formatScore } from '../../core/answers/bands';
import { Disposable } from '../../platform/disposable';
import type { Papers, PlacedPassage } from '../papers/papers';

/** The underline by band: a cue beside colour, since not every reader tells the colours apart. */
const UNDERLINE: Record<Band, { readonly style: string; readonly width: string }> = {
  strong: { style: 'solid', width: '0 0 3px 0' },
  medium: { style: 'solid', width: '0 0 1px 0' },
  weak: { style: 'dotted', width: '0 0 2px 0' },
};

/** The decorations of one document, as they are applied: what tests and other features may look at. */
export interface AppliedDecorations {
  readonly band: Band;
  readonly options: readonly vscode.DecorationOptions[];
}

/** Lights the passages in every visible editor of their paper. */
export class Decorations extends Disposable {
  private readonly types = new Map<Band, vscode.TextEditorDecorationType>(
    BANDS.map((band) => [band, this.register(createType(band))]),
  );
  private readonly edited = this.register(
    vscode.window.createTextEditorDecorationType({
      outline: '1px dashed',
      outlineColor: new vscode.ThemeColor('editorWarning.foreground'),
    }),
  );

  constructor(private readonly papers: Papers) {
    super();
    this.register(papers.onDidChange((uri) => this.refresh(uri)));
    this.register(vscode.window.onDidChangeVisibleTextEditors((editors) => editors.forEach((e) => this.apply(e))));
    vscode.window.visibleTextEditors.forEach((editor) => this.apply(editor));
  }

  private refresh(uri: vscode.Uri): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document.uri.toString() === uri.toString()) this.apply(editor);
    }
  }

  private apply(editor: vscode.TextEditor): void {
    const passages = this.papers.passages(editor.document);
    for (const { band, options } of decorationsOf(passages)) editor.setDecorations(this.types.get(band)!, [...options]);
    const edited = passages.filter((passage) => passage.edited).map((passage) => passage.range);
    editor.setDecorations(this.edited, edited);
  }
}

/** Groups passages by band, each with its score behind its end. */
export function decorationsOf(passages: readonly PlacedPassage[]): AppliedDecorations[] {
  return BANDS.map((band) => ({
    band,
    options: passages
      .filter((passage) => bandOf(passage.score) === band)
      .map((passage) => ({
        range: passage.range,
        renderOptions: { after: { contentText: ` ${formatScore(passage.score)}` } },
      })),
  }));
}

function createType(band: Band): vscode.TextEditorDecorationType {
  const { style, width } = UNDERLINE[band];
  return vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor(`evidence.${band}`),
    borderColor: new vscode.ThemeColor(`evidence.${band}Border`),
    borderStyle: style,
    borderWidth: width,
    overviewRulerColor: new vscode.ThemeColor(`evidence.${band}Border`),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), fontStyle: 'italic', margin: '0 0 0 0.3em' },
  });
}
