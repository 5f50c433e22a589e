/** The place of a numbered heading: the parts of its number, outermost first. Parts that the number omits are filled in. */
export type NumberPath = readonly string[];

type Form = 'arabic' | 'letter' | 'lettered' | 'roman' | 'item';

/** One reading of the number at the start of a title. */
interface Candidate {
  readonly form: Form;
  /** `2.1` is `['2', '1']`, `IV-A` is `['IV', 'A']`, `Appendix B` is `['B']`. */
  readonly parts: NumberPath;
  /** True when the number may as well be a word: no punctuation mark and no further part follows. */
  readonly bare: boolean;
  /** `Appendix B`. */
  readonly appendix: boolean;
}

const APPENDIX =
  /^(?:appendix|appendices|annexe?|anhang|ap[eé]ndice|附录|附錄)\s*([A-Z]|\d{1,2}|[IVX]{2,5})((?:\.\d{1,3})*)(?![\p{L}\p{N}])/iu;
const NAMED = /^(?:chapter|section|sec\.|kapitel|abschnitt|chapitre|cap[ií]tulo|§)\s*(?=\d|[IVX]+(?![\p{L}\p{N}]))/iu;
const ARABIC =
  /^(\d{1,3}(?:\.\d{1,3})*)(?:[.:)]?(?=\s+\S)|[.:](?=\p{L})|(?=[\p{Script=Han}\p{Script=Hangul}])|(?<=\.\d{1,3})\.?$)/u;
const LETTER = /^([A-Z])((?:\.\d{1,3})*)([.:)]?)(?=\s+\S)/;
/** `A1`, `S2.3`: letter and digits form one part. */
const LETTERED = /^([A-Z]{1,2}\d{1,2})((?:\.\d{1,3})*)([.:)]?)(?=\s+\S)/;
const ROMAN = /^(X{0,3}(?:IX|IV|VI{0,3}|I{1,3}|X))((?:[.-](?:[A-Z]|\d{1,2}))*)([.:)]?)(?=\s+\S)/;
const ITEM = /^(?:\((?:[a-z]|\d{1,2}|[ivx]{1,4})\)|(?:[a-z]|[ivx]{2,4})[.)]|\d{1,2}\))(?=\s+\S)/;
const INTRODUCTION = /^introduction/i;

/** A number may be this far ahead of the one before it, because converters lose headings. */
const MAX_GAP = 4;
/** No paper has more sections. */
const MAX_SECTION = 30;
const ONES = ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'];
const ROMANS = Array.from({ length: 40 }, (_, value) => 'X'.repeat(Math.floor(value / 10)) + ONES[value % 10]!);

/** Whether a text begins with something that is a number in any context, unlike `A` or `I`. */
export function startsWithNumber(title: string): boolean {
  return candidatesOf(title).some(({ form, bare }) => form !== 'item' && !bare);
}

/** The title without its number, emphasis and links. */
export function withoutNumber(title: string): string {
  const text = plain(title).replace(NAMED, '');
  const forms = [APPENDIX, ITEM, ARABIC, ROMAN, LETTERED, LETTER];
  const number = forms.map((form) => form.exec(text)?.[0]).find((found) => found !== undefined) ?? '';
  return text.slice(number.length).replace(/^[\s.:)|–—-]+/, '');
}

/**
 * Reads the numbers of a paper's headings. The other headings decide whether `A` is a number or a word, and whether `C` is a letter or a
 * Roman hundred.
 *
 * @param titles of all headings, in text order
 * @param closes for each heading, whether numbers may start again after it, as they do after references
 * @returns the number path of each heading; undefined where it has no number
 */
export function numberPaths(titles: readonly string[], closes: readonly boolean[]): (NumberPath | undefined)[] {
  const candidates = titles.map(candidatesOf);
  const reader = new NumberReader(candidates);
  return candidates.map((own, at) => {
    if (closes[at]) reader.isAppendix = true;
    return reader.read(own, titles[at]!, at);
  });
}

/** Keeps the numbers read so far, which decide how to read the next one. */
class NumberReader {
  isAppendix = false;
  /** Index of the last heading with each number, by form and parts. */
  private readonly last = new Map<string, number>();
  /** Whether main sections have Roman numbers. Letters and digits then number the subsections. */
  private readonly hasRomans: boolean;
  private roman = 0;
  private letter = 0;
  private arabic = 0;
  private hadOne = false;
  private readonly lettered = new Map<string, number>();

  constructor(candidates: readonly (readonly Candidate[])[]) {
    candidates.forEach((own, at) => own.forEach(({ form, parts }) => this.last.set(`${form} ${parts.join('.')}`, at)));
    const first = candidates.findIndex((own) => own.some(({ form, parts }) => form === 'roman' && parts[0] === 'I'));
    this.hasRomans = first >= 0 && this.comesBehind(first, 'roman II');
  }

  read(candidates: readonly Candidate[], title: string, at: number): NumberPath | undefined {
    const find = (form: Form): Candidate | undefined => candidates.find((candidate) => candidate.form === form);
    const letter = find('letter');
    return (
      this.asRoman(find('roman'), letter) ??
      this.asLetter(letter, at) ??
      this.asLettered(find('lettered'), at) ??
      this.asArabic(find('arabic'), title)
    );
  }

  private asRoman(candidate: Candidate | undefined, letter: Candidate | undefined): NumberPath | undefined {
    if (!candidate || !this.hasRomans) return undefined;
    const value = ROMANS.indexOf(candidate.parts[0]!);
    const isNext = value === this.roman + 1;
    const goesOn = value > this.roman && value <= this.roman + MAX_GAP;
    const isPart = candidate.parts.length > 1 && value === this.roman;
    const isNextLetter = letter !== undefined && this.roman > 0 && letterValue(letter) === this.letter + 1;
    if (!isNext && (this.isAppendix || isNextLetter || !(goesOn || isPart))) return undefined;
    this.roman = value;
    this.letter = candidate.parts.length > 1 ? letterNumber(candidate.parts[1]!) : 0;
    return candidate.parts;
  }

  private asLetter(candidate: Candidate | undefined, at: number): NumberPath | undefined {
    if (!candidate) return undefined;
    const value = letterValue(candidate);
    const goesOn = value >= this.letter && value <= this.letter + MAX_GAP;
    const begins = value === 1 && (this.comesBehind(at, 'letter B') || this.comesBehind(at, 'letter A.1'));
    const hasBegun = this.arabic > 0 || this.roman > 0 || this.isAppendix;
    const isSure = candidate.bare
      ? (goesOn && value > this.letter && this.letter > 0) || (begins && hasBegun)
      : goesOn || begins || this.isAppendix || candidate.parts.length > 1;
    if (!isSure && !candidate.appendix) return undefined;
    if (candidate.appendix) this.isAppendix = true;
    this.letter = value;
    const isWithinRoman = this.hasRomans && !this.isAppendix && this.roman > 0;
    return isWithinRoman ? [ROMANS[this.roman]!, ...candidate.parts] : candidate.parts;
  }

  private asLettered(candidate: Candidate | undefined, at: number): NumberPath | undefined {
    if (!candidate) return undefined;
    const [, prefix, figures] = /^([A-Z]+)(\d+)$/.exec(candidate.parts[0]!)!;
    const value = Number(figures);
    const before = this.lettered.get(prefix!) ?? 0;
    const goesOn = before > 0 && value > before && value <= before + MAX_GAP;
    if (candidate.bare && !this.isAppendix && !goesOn && !this.comesBehind(at, `lettered ${prefix}${value + 1}`)) {
      return undefined;
    }
    this.lettered.set(prefix!, value);
    return candidate.parts;
  }

  private asArabic(candidate: Candidate | undefined, title: string): NumberPath | undefined {
    if (!candidate) return undefined;
    const value = Number(candidate.parts[0]);
    const goesOn = value > this.arabic && value <= this.arabic + MAX_GAP;
    if (candidate.parts.length > 1) {
      // Parts of a section prove that there is one, however many headings before it are lost.
      if (value > this.arabic && value <= MAX_SECTION && !this.hasRomans) this.arabic = value;
      return candidate.parts;
    }
    if (this.hasRomans && !this.isAppendix && this.roman > 0) {
      const letter = this.letter > 0 ? [String.fromCharCode(64 + this.letter)] : [];
      return [ROMANS[this.roman]!, ...letter, ...candidate.parts];
    }
    const isAnew = value <= 1 && (this.isAppendix || !this.hadOne || INTRODUCTION.test(withoutNumber(title)));
    if (!goesOn && !isAnew) return undefined;
    this.arabic = value;
    if (value === 1) this.hadOne = true;
    return candidate.parts;
  }

  private comesBehind(at: number, key: string): boolean {
    return (this.last.get(key) ?? -1) > at;
  }
}

function candidatesOf(title: string): Candidate[] {
  const text = plain(title).replace(NAMED, '');
  const appendix = APPENDIX.exec(text);
  if (appendix) {
    const name = appendix[1]!.toUpperCase();
    const parts = [/^\d/.test(name) ? `appendix ${name}` : name, ...furtherParts(appendix[2]!)];
    return [{ form: 'letter', parts, bare: false, appendix: true }];
  }
  if (ITEM.test(text)) return [{ form: 'item', parts: [], bare: false, appendix: false }];
  const found: Candidate[] = [];
  const arabic = ARABIC.exec(text);
  if (arabic) found.push({ form: 'arabic', parts: arabic[1]!.split('.'), bare: false, appendix: false });
  const others = [
    ['roman', ROMAN],
    ['lettered', LETTERED],
    ['letter', LETTER],
  ] as const;
  for (const [form, pattern] of others) {
    const match = pattern.exec(text);
    if (!match) continue;
    const [, first, rest, mark] = match;
    found.push({ form, parts: [first!, ...furtherParts(rest!)], bare: rest === '' && mark === '', appendix: false });
  }
  return found;
}

/** A title without emphasis and links, which may separate its number from its words. */
function plain(title: string): string {
  return title.replace(/[*_`[\]]|\\(?=[.)-])/g, '').trim();
}

function furtherParts(rest: string): string[] {
  return rest === '' ? [] : rest.slice(1).split(/[.-]/);
}

/** 1 for `A`; 0 for anything but a single capital letter. */
function letterValue({ parts }: Candidate): number {
  return letterNumber(parts[0]!);
}

function letterNumber(part: string): number {
  return /^[A-Z]$/.test(part) ? part.charCodeAt(0) - 64 : 0;
}
