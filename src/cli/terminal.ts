/** Styles of text on a terminal: SGR parameters, set and reset. */
const STYLES = { bold: [1, 22], dim: [2, 22], green: [32, 39], yellow: [33, 39], blue: [34, 39] } as const;

export type Style = keyof typeof STYLES;
export type Paint = (style: Style, text: string) => string;

/** Colours text when the stream is a terminal that has colours and NO_COLOR (no-color.org) is not set. */
export function paintFor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv = process.env): Paint {
  const coloured = stream.isTTY && stream.hasColors(env) && (env['NO_COLOR'] ?? '') === '';
  if (!coloured) return (_style, text) => text;
  return (style, text) => `\u001b[${STYLES[style][0]}m${text}\u001b[${STYLES[style][1]}m`;
}
