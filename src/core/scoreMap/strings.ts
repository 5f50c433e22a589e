/** The texts of the score map's page, in the reader's language. `{0}` and so on are filled with values. */
export interface MapStrings {
  /** The threshold's value for a screen reader: threshold, number of lit passages. */
  readonly thresholdValue: string;
  /** A lit passage: score, line, text. */
  readonly lit: string;
  /** A passage below the threshold: score, line, text. */
  readonly dark: string;
  /** A sentence: score, line, text. */
  readonly sentence: string;
}

/** Fills values into a text. A page does not have `vscode.l10n.t`. */
export function filled(template: string, ...values: readonly (string | number)[]): string {
  return template.replace(/\{(\d+)\}/g, (hole, at: string) => String(values[Number(at)] ?? hole));
}
