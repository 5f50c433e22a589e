import vscode = require('vscode');
import { type Band, BANDS } from '../../core/answers/bands';
import { type Look, lookOf } from '../../core/answers/source';
import { SLOTS } from '../../core/questions/question';
import { Disposable } from '../../platform/disposable';
import { paperOf } from '../../papers/documents';
import type { Piece } from '../../papers/notebookPaper';
import type { Papers, ShownPassage } from '../../papers/papers';

/** The underline for each band: a cue beside colour, because some readers cannot tell the colours apart. */
const BAND_SHAPES: Record<Band, Shape> = {
  strong: { style: 'solid', width: '0 0 3px 0' },
  medium: { style: 'solid', width: '0 0 1px 0' },
  weak: { style: 'dotted', width: '0 0 2px 0' },
};

/** The line for each question where several are lit. Each differs from all others, by style or by being below or above the text. */
const SLOT_SHAPES: readonly Shape[] = [
  { style: 'solid', width: '0 0 2px 0' },
  { style: 'dashed', width: '0 0 2px 0' },
  { style: 'dotted', width: '0 0 3px 0' },
  { style: 'double', width: '0 0 4px 0' },
  { style: 'solid', width: '2px 0 0 0' },
  { style: 'dashed', width: '2px 0 0 0' },
];

/** The line under what a language model named: such a passage has no strength. */
const LANGUAGE_MODEL_SHAPE: Shape = { style: 'dashed', width: '0 0 2px 0' };

/** The line under the rest of a paragraph: only high contrast, which has no backgrounds, gives it a colour. */
const PARAGRAPH_SHAPE: Shape = { style: 'dotted', width: '0 0 1px 0' };

/**
 * How passages look. While one question is lit: by their strength, or as a language model's. While several are lit: by their
 * question, as its slot number.
 */
export type DecorationLook = Look | number;

/** The decorations of one document as they were applied, for tests and other features. */
export interface AppliedDecorations {
  readonly look: DecorationLook;
  readonly ranges: readonly vscode.Range[];
}

const LOOKS: readonly DecorationLook[] = [
  ...BANDS,
  'languageModel',
  ...Array.from({ length: SLOTS }, (_, slot) => slot),
];

/** Lights the passages in every visible editor of their paper. */
export class Decorations extends Disposable {
  private readonly types = new Map<DecorationLook, vscode.TextEditorDecorationType>(
    LOOKS.map((look) => [look, this.register(typeOf(look))]),
  );
  /** The rest of a paragraph with a passage: by the slot of its question while several are lit, else without one. */
  private readonly paragraphs = new Map<number | undefined, vscode.TextEditorDecorationType>(
    [undefined, ...SLOT_SHAPES.keys()].map((slot) => [
      slot,
      this.register(
        markType(slot === undefined ? 'evidence.paragraph' : `evidence.question${slot + 1}Paragraph`, PARAGRAPH_SHAPE),
      ),
    ]),
  );
  private readonly edited = this.register(edgeType('dashed', 'editorWarning.foreground'));
  private readonly overlaps = this.register(edgeType('dotted', 'evidence.overlap'));

  constructor(private readonly papers: Papers) {
    super();
    this.register(papers.onDidChange((uri) => this.refresh(uri)));
    this.register(vscode.window.onDidChangeVisibleTextEditors((editors) => editors.forEach((e) => this.apply(e))));
    vscode.window.visibleTextEditors.forEach((editor) => this.apply(editor));
  }

  private refresh(uri: vscode.Uri): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (paperOf(editor.document).uri.toString() === uri.toString()) this.apply(editor);
    }
  }

  private apply(editor: vscode.TextEditor): void {
    const paper = paperOf(editor.document);
    const passages = this.papers.placement(paper).passages.flatMap((passage) => inDocument(passage, editor.document));
    const areSeveral = this.papers.paper(paper.uri).lit.length > 1;
    for (const { look, ranges } of decorationsOf(passages, areSeveral)) {
      editor.setDecorations(this.types.get(look)!, ranges);
    }
    for (const [slot, type] of this.paragraphs) {
      const own = passages.filter(({ question }) => (areSeveral ? question.slot : undefined) === slot);
      editor.setDecorations(
        type,
        own.flatMap(({ around }) => around.map(({ range }) => range)),
      );
    }
    editor.setDecorations(
      this.edited,
      passages.filter(({ edited }) => edited).flatMap(({ pieces }) => pieces.map(({ range }) => range)),
    );
    editor.setDecorations(this.overlaps, areSeveral ? overlapsOf(passages) : []);
  }
}

/** A passage with its pieces in one document only, such as a cell of a notebook; nothing when it has none there. */
function inDocument(passage: ShownPassage, document: vscode.TextDocument): ShownPassage[] {
  const here = (pieces: readonly Piece[]): Piece[] => pieces.filter((piece) => piece.document === document);
  const pieces = here(passage.pieces);
  if (pieces.length === 0) return [];
  return [{ ...passage, pieces, answering: here(passage.answering), around: here(passage.around) }];
}

/**
 * Groups what answers in passages by the look of the passage. A passage in several pieces is lit piece by piece. Scores stand beside them,
 * see `ScoreHints`.
 *
 * @param areSeveral whether several questions are lit
 */
export function decorationsOf(passages: readonly ShownPassage[], areSeveral = false): AppliedDecorations[] {
  const lookIn = ({ question, score }: ShownPassage): DecorationLook =>
    areSeveral ? question.slot : lookOf(question.answer.source, score);
  return LOOKS.map((look) => ({
    look,
    ranges: passages
      .filter((passage) => lookIn(passage) === look)
      .flatMap(({ answering }) => answering.map(({ range }) => range)),
  }));
}

function typeOf(look: DecorationLook): vscode.TextEditorDecorationType {
  if (typeof look === 'number') return passageType(`evidence.question${look + 1}`, SLOT_SHAPES[look]!);
  return passageType(`evidence.${look}`, look === 'languageModel' ? LANGUAGE_MODEL_SHAPE : BAND_SHAPES[look]);
}

/** Where passages of different questions overlap, by place. The hover at such a place lists all of them. */
export function overlapsOf(passages: readonly Pick<ShownPassage, 'pieces' | 'question'>[]): vscode.Range[] {
  const overlaps: vscode.Range[] = [];
  const pieces = passages
    .flatMap(({ pieces: own, question }) => own.map(({ range }) => ({ range, question })))
    .sort((a, b) => a.range.start.compareTo(b.range.start));
  // Pieces are sorted by place, so a new overlap can only be with the piece that reaches furthest so far.
  let furthest: (typeof pieces)[number] | undefined;
  for (const passage of pieces) {
    const overlap =
      furthest && furthest.question.id !== passage.question.id && furthest.range.intersection(passage.range);
    if (overlap && !overlap.isEmpty) overlaps.push(overlap);
    if (!furthest || passage.range.end.isAfter(furthest.range.end)) furthest = passage;
  }
  return overlaps;
}

/** The underline of a look, in terms of CSS borders. */
interface Shape {
  readonly style: 'solid' | 'dashed' | 'dotted' | 'double';
  readonly width: string;
}

/** The decoration of a look: background, line and mark in the overview ruler. */
function passageType(color: string, shape: Shape): vscode.TextEditorDecorationType {
  return markType(color, shape, {
    overviewRulerColor: new vscode.ThemeColor(`${color}Border`),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
}

function markType(
  color: string,
  { style, width }: Shape,
  ruler: vscode.DecorationRenderOptions = {},
): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor(color),
    borderColor: new vscode.ThemeColor(`${color}Border`),
    borderStyle: style,
    borderWidth: width,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    ...ruler,
  });
}

/** An outline around text that already has the decoration of a look. */
function edgeType(style: Shape['style'], color: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    outline: `1px ${style}`,
    outlineColor: new vscode.ThemeColor(color),
  });
}
