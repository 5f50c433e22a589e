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

/** A text of unknown origin as one harmless line. */
export function oneLine(text: string): string {
  return harmless(text).replace(/\s*\n\s*/g, ' ');
}
