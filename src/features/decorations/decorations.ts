import vscode = require('vscode');
import type { PlacedPassage, Papers } from '../../papers/papers';
import { type Band, BANDS, bandOf } from '../../core/answers/bands';
import { isLanguageModel, scoreText } from '../../core/answers/engineName';
import { SLOTS, slotSign } from '../../core/questions/question';
import { Disposable } from '../../platform/disposable';

/** The underline by band: a cue beside colour, since not every reader tells the colours apart. */
const BAND_SHAPES: Record<Band, Shape> = {
  strong: { style: 'solid', width: '0 0 3px 0' },
  medium: { style: 'solid', width: '0 0 1px 0' },
  weak: { style: 'dotted', width: '0 0 2px 0' },
};

/** The line by question, where several are lit: below the text, then above it, no two alike. */
const SLOT_SHAPES: readonly Shape[] = [
  { style: 'solid', width: '0 0 2px 0' },
  { style: 'dashed', width: '0 0 2px 0' },
  { style: 'dotted', width: '0 0 3px 0' },
  { style: 'double', width: '0 0 4px 0' },
  { style: 'solid', width: '2px 0 0 0' },
  { style: 'dashed', width: '2px 0 0 0' },
];

/** The line of what a language model named: it has no strength. */
const LANGUAGE_MODEL_SHAPE: Shape = { style: 'dashed', width: '0 0 2px 0' };

/**
 * How passages look: by their strength while one question is lit (or as a language model's, which has none), by their question while
 * several are.
 */
export type Look = Band | 'languageModel' | number;

/** The decorations of one document, as they are applied: what tests and other features may look at. */
export interface AppliedDecorations {
  readonly look: Look;
  readonly options: readonly vscode.DecorationOptions[];
}

const LOOKS: readonly Look[] = [...BANDS, 'languageModel', ...Array.from({ length: SLOTS }, (_, slot) => slot)];

/** Lights the passages in every visible editor of their paper. */
export class Decorations extends Disposable {
  private readonly types = new Map<Look, vscode.TextEditorDecorationType>(
    LOOKS.map((look) => [look, this.register(typeOf(look))]),
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
      if (editor.document.uri.toString() === uri.toString()) this.apply(editor);
    }
  }

  private apply(editor: vscode.TextEditor): void {
    const passages = this.papers.passages(editor.document);
    const areSeveral = this.papers.lit(editor.document.uri).length > 1;
    for (const { look, options } of decorationsOf(passages, areSeveral)) {
      editor.setDecorations(this.types.get(look)!, [...options]);
    }
    editor.setDecorations(
      this.edited,
      passages.filter((passage) => passage.edited).map((passage) => passage.range),
    );
    editor.setDecorations(this.overlaps, areSeveral ? overlapsOf(passages) : []);
  }
}

/**
 * Groups passages by their look, each with its score behind its end.
 *
 * @param areSeveral whether several questions are lit: then the sign of its question stands before each score
 */
export function decorationsOf(passages: readonly PlacedPassage[], areSeveral = false): AppliedDecorations[] {
  const lookOf = ({ question, score }: PlacedPassage): Look => {
    if (areSeveral) return question.slot;
    return isLanguageModel(question.answer.model) ? 'languageModel' : bandOf(score);
  };
  return LOOKS.map((look) => ({
    look,
    options: passages
      .filter((passage) => lookOf(passage) === look)
      .map((passage) => {
        const sign = areSeveral ? slotSign(passage.question.slot) : '';
        // What the reader decided is lit whatever its score: the tick says why.
        const tick = passage.verdict === undefined ? '' : ' ✓';
        const contentText = ` ${sign}${scoreText(passage.question.answer.model, passage.score)}${tick}`;
        return { range: passage.range, renderOptions: { after: { contentText } } };
      }),
  }));
}

function typeOf(look: Look): vscode.TextEditorDecorationType {
  if (typeof look === 'number') return passageType(`evidence.question${look + 1}`, SLOT_SHAPES[look]!);
  return passageType(`evidence.${look}`, look === 'languageModel' ? LANGUAGE_MODEL_SHAPE : BAND_SHAPES[look]);
}

/** Where passages of different questions overlap, by place. The hover there tells all of them. */
export function overlapsOf(passages: readonly Pick<PlacedPassage, 'range' | 'question'>[]): vscode.Range[] {
  const overlaps: vscode.Range[] = [];
  // Passages are by place: the one that reaches furthest so far is all that a later one can overlap anew.
  let furthest: (typeof passages)[number] | undefined;
  for (const passage of passages) {
    const overlap =
      furthest && furthest.question.id !== passage.question.id && furthest.range.intersection(passage.range);
    if (overlap && !overlap.isEmpty) overlaps.push(overlap);
    if (!furthest || passage.range.end.isAfter(furthest.range.end)) furthest = passage;
  }
  return overlaps;
}

/** The line of a look, in terms of CSS borders. */
interface Shape {
  readonly style: 'solid' | 'dashed' | 'dotted' | 'double';
  readonly width: string;
}

/** A look of passages: background, line and mark in the overview ruler. */
function passageType(color: string, { style, width }: Shape): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor(color),
    borderColor: new vscode.ThemeColor(`${color}Border`),
    borderStyle: style,
    borderWidth: width,
    overviewRulerColor: new vscode.ThemeColor(`${color}Border`),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), fontStyle: 'italic', margin: '0 0 0 0.3em' },
  });
}

/** An outline round text that a look is laid on already. */
function edgeType(style: Shape['style'], color: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    outline: `1px ${style}`,
    outlineColor: new vscode.ThemeColor(color),
  });
}
