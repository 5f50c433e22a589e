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

/**
 * Characters by which a text could steer a terminal or show itself in another order: controls but the line feed, and the
 * marks of direction (Unicode's Bidi_Control).
 */
const HARMFUL = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** Makes a text of unknown origin harmless on a terminal: tabs become spaces, other controls a visible stand-in. */
export function harmless(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(HARMFUL, (character) => {
    if (character === '\n') return character;
    if (character === '\t') return ' ';
    const code = character.codePointAt(0)!;
    // Unicode has pictures for the ASCII controls.
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}

/** JSON that is harmless on a terminal too: what `JSON.stringify` leaves as it is becomes an escape of the same value. */
export function harmlessJson(value: unknown): string {
  return JSON.stringify(value).replace(
    HARMFUL,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** One line for standard error. */
export function oneLine(text: string): string {
  return harmless(text).replace(/\s*\n\s*/g, ' ');
}
