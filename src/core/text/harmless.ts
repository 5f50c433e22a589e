/**
 * Characters that could steer a terminal or reorder the text on it: controls, marks of direction (Unicode's Bidi_Control), and the line and
 * paragraph separators.
 */
const HARMFUL = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** Makes a text of unknown origin safe to print on a terminal. Line feeds stay, tabs become spaces, other controls become visible signs. */
export function harmless(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(HARMFUL, (character) => {
    if (character === '\n') return character;
    if (character === '\t') return ' ';
    const code = character.codePointAt(0)!;
    // Unicode has visible pictures of the ASCII controls.
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}

/** JSON that is safe to print on a terminal: characters that `JSON.stringify` leaves raw become escapes of the same value. */
export function harmlessJson(value: unknown): string {
  return JSON.stringify(value).replace(
    HARMFUL,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A text of unknown origin as one harmless line. */
export function oneLine(text: string): string {
  return harmless(text).replace(/\s*\n\s*/g, ' ');
}
