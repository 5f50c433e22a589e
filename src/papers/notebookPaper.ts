import vscode = require('vscode');
import { cutAtCells, joinCells, type JoinedCells } from '../core/notebook/cells';
import type { TextRange } from '../core/text/trim';

/** A range in a document of the editor, which is a whole paper or a cell of one. */
export interface Piece {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
  /** Number of the cell in its notebook, from 1; code cells count too. */
  readonly cell?: number;
}

/**
 * An open notebook as a paper: its markdown cells with a blank line between two, always as the notebook is now.
 * Two objects of one notebook are interchangeable: compare their addresses.
 */
export class NotebookPaper {
  /** The joined cells of the latest version: a placement asks for hundreds of places in one text. */
  private latest: { readonly version: string; readonly joined: JoinedCells } | undefined;

  constructor(private readonly notebook: vscode.NotebookDocument) {}

  get uri(): vscode.Uri {
    return this.notebook.uri;
  }

  get isUntitled(): boolean {
    return this.notebook.isUntitled;
  }

  get isClosed(): boolean {
    return this.notebook.isClosed;
  }

  /** Changes with every change of the text. */
  get version(): string {
    return this.cells.map(({ document }) => `${document.uri.fragment}:${document.version}`).join();
  }

  getText(): string {
    return this.joined().text;
  }

  /** The pieces of ranges of the text, by cell. */
  pieces(ranges: readonly TextRange[]): Piece[] {
    const { cells } = this;
    const joined = this.joined();
    return cutAtCells(joined, ranges).map((place) => {
      const { document, index } = cells[place.cell]!;
      const base = joined.cells[place.cell]!.start;
      return { ...pieceOf(document, { start: place.start - base, end: place.end - base }), cell: index + 1 };
    });
  }

  /** Where the text of a cell begins; undefined for a cell that is no part of the paper. */
  startOf(document: vscode.TextDocument): number | undefined {
    const index = this.cells.findIndex((cell) => cell.document === document);
    return this.joined().cells[index]?.start;
  }

  /** Where the text begins of the first markdown cell from a cell of the notebook on (its index, from 0); the end when there is none. */
  startOfCell(index: number): number {
    const { cells, text } = this.joined();
    return cells[this.cells.findIndex((cell) => cell.index >= index)]?.start ?? text.length;
  }

  private get cells(): vscode.NotebookCell[] {
    return this.notebook.getCells().filter(({ kind }) => kind === vscode.NotebookCellKind.Markup);
  }

  private joined(): JoinedCells {
    const { version } = this;
    if (this.latest?.version !== version) {
      this.latest = { version, joined: joinCells(this.cells.map(({ document }) => document.getText())) };
    }
    return this.latest.joined;
  }
}

/** A range of a document as the editor names places. */
export function pieceOf(document: vscode.TextDocument, { start, end }: TextRange): Piece {
  return { document, range: new vscode.Range(document.positionAt(start), document.positionAt(end)) };
}
