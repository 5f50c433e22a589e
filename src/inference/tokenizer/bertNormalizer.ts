/**
 * BERT's normalizer with the place of every character, as in the reference's `tokenizers` library. The library's Unicode tables are older
 * than JavaScript's: marks and punctuation of scripts added after Unicode 8 are treated differently there.
 */
import type { AlignedCharacter, AlignedText } from './alignedText';
import { AlignedTextBuilder, applyChanges, charactersOf } from './alignedText';
import { decompose } from './nfc';

/** What is done to a text; see `BertNormalizer` in the reference. */
export interface BertNormalization {
  /** Control characters are removed, and white space becomes spaces. */
  readonly cleanText: boolean;
  /** Ideographs become words of their own. */
  readonly partIdeographs: boolean;
  readonly stripAccents: boolean;
  readonly lowercase: boolean;
}

/** Control, format and private-use characters, and U+FFFD. Tabs and line ends are white space instead. */
const REMOVED = /^(?:(?![\t\n\r])[\0\ufffd\p{Cc}\p{Cf}\p{Co}])$/u;
const WHITE_SPACE = /^\p{White_Space}$/u;
const IDEOGRAPH =
  /^[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{2f800}-\u{2fa1f}]$/u;
const MARK = /^\p{Mn}$/u;
/**
 * Runs of ASCII text, in which nothing is removed, added or decomposed, and runs of other text. No change crosses from one run to the next.
 */
const RUNS = /[\t\n\r -~]+|[^\t\n\r -~]+/gu;
const PLAIN = /^[\t\n\r -~]/;

/**
 * Normalises a slice of a text.
 *
 * @param base where the slice starts in its source, UTF-16 code units
 */
export function normalizeBert(slice: string, base: number, normalization: BertNormalization): AlignedText {
  const built = new AlignedTextBuilder();
  for (const { 0: run, index } of slice.matchAll(RUNS)) {
    const at = base + index;
    if (PLAIN.test(run)) built.pushSlice(plain(run, normalization), at);
    else for (const character of normalized(charactersOf(run, at), normalization)) built.push(character);
  }
  return built.finish();
}

function plain(run: string, { cleanText, lowercase }: BertNormalization): string {
  const spaced = cleanText ? run.replace(/[\t\n\r]/g, ' ') : run;
  return lowercase ? spaced.toLowerCase() : spaced;
}

function normalized(
  characters: readonly AlignedCharacter[],
  { cleanText, partIdeographs, stripAccents, lowercase }: BertNormalization,
): readonly AlignedCharacter[] {
  let result = characters;
  if (cleanText) result = cleaned(result);
  if (partIdeographs) result = result.flatMap(parted);
  if (stripAccents) result = stripped(result);
  if (lowercase) result = result.flatMap(lowercased);
  return result;
}

function cleaned(characters: readonly AlignedCharacter[]): AlignedCharacter[] {
  return characters
    .filter(({ character }) => !REMOVED.test(character))
    .map((one) => (WHITE_SPACE.test(one.character) ? { ...one, character: ' ' } : one));
}

function parted(one: AlignedCharacter): AlignedCharacter[] {
  if (!IDEOGRAPH.test(one.character)) return [one];
  const space = { ...one, character: ' ' };
  return [space, one, space];
}

function stripped(characters: readonly AlignedCharacter[]): AlignedCharacter[] {
  const changes = decompose(characters.map(({ character }) => character).join(''));
  return applyChanges(characters, changes).filter(({ character }) => !MARK.test(character));
}

/** Lower-cases character by character: a final Greek sigma is treated like any other letter. */
function lowercased(one: AlignedCharacter): AlignedCharacter[] {
  return Array.from(one.character.toLowerCase(), (character) => ({ ...one, character }));
}
