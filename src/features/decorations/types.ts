import vscode = require('vscode');

/** The line of a look, in terms of CSS borders. */
export interface Shape {
  readonly style: 'solid' | 'dashed' | 'dotted' | 'double';
  readonly width: string;
}

/** A look of passages: background, line and mark in the overview ruler. */
export function passageType(color: string, { style, width }: Shape): vscode.TextEditorDecorationType {
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
export function edgeType(style: Shape['style'], color: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    outline: `1px ${style}`,
    outlineColor: new vscode.ThemeColor(color),
  });
}
