import { unlinked } from '../text/unlinked';
import { isCaption } from './blocks';
import { isAbstractTitle, isOpeningTitle, isUnmistakableTitle } from './knownSections';
import { latexHeading } from './latexMarks';
import { UNMARKED } from './levels';
import { headingTitle } from './lineScan';
import { endsOpen, hasLetter, isRunning, isSentence, shown, wordCount, type MarkedBlock } from './marking';
import { startsWithNumber, withoutNumber } from './numbering';

/** UTF-16 code units of the words. A longer text is no heading, whatever its marks; the title of a paper may be longer. */
const MAX_HEADING = 150;
const MAX_TITLE = 250;
/** This many words in a row, most of them without a capital, are a sentence even when its end is missing. */
const MIN_SENTENCE = 20;
/** UTF-16 code units of source. Larger blocks are skipped; anchors before a heading are long. */
const MAX_SOURCE = 1200;
/** The most words in a heading that only its form tells. */
const MAX_WORDS = 12;

const BOLD = /(\*{2,3}|__)(?=\S)([^*_]{1,200}?)(?<=\S)\1/g;
const ENDS_AS_TEXT = /[.,;:!…]["”’)*_]*$/;
const ITEM_NUMBER = /^(?:[-*+]\s+)?(\d{1,2}(?:\.\d{1,2})*)[.)]?\s+/;
const NUMBER = /^(\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}|[A-Z](?:\.\d{1,2})+|[A-H](?=\.))\.?\s+/;
/** What names a figure or table, never a section. */
const LABELLED = /^(?:fig|tab)/i;
const LETTER = /^[A-H]$/;
/** At most seven words in capitals, two of them long, above this much text: a heading as plain text has it. */
const CAPITALS = /^(?=(?:\S+ ){1,6}\S+$)(?=.*\p{Lu}{4}.*[ -]\p{Lu}{4})[\p{Lu}\p{M} '’&/-]{8,60}\??$/u;
const MIN_TEXT = 80;
/** A superscript begins a footnote or an address. */
const RAISED = /^(?:<\/?(?:span|a)\b[^<>]{0,300}>\s*)*(?:<sup>|\^|\$\^)/;
const UNDERLINE = /[\r\n]+[ \t]*(?:=+|-+)[ \t]*$/;

/** The title of a heading block. */
export function titleOf(text: string, { start, end }: MarkedBlock): string {
  const source = text.slice(start, Math.min(end, start + MAX_SOURCE)).replace(UNDERLINE, '');
  const words = latexHeading(source)?.title ?? source.replace(/[\r\n]+/g, ' ');
  const title = unlinked(headingTitle(words));
  // In formulas a backslash is more than an escape.
  return title.includes('$') ? title : title.replace(/\\(?=[[\]().#&_*-])/g, '');
}

/** The level that the marks of a heading give it. */
export function markedLevel(text: string, { start, end }: MarkedBlock): number {
  const marks = /^#{1,6}(?=\s|$)/.exec(text.slice(start, start + 7));
  if (marks) return marks[0].length;
  const tag = /^<h([1-6])\b/i.exec(text.slice(start, start + 4));
  if (tag) return Number(tag[1]);
  const command = text[start] === '\\' ? latexHeading(text.slice(start, end)) : undefined;
  if (command) return command.level;
  const last = text[end - 1];
  if (last === '=') return 1;
  return last === '-' && /[\r\n]/.test(text.slice(Math.max(start, end - MAX_SOURCE), end)) ? 2 : UNMARKED;
}

/**
 * Corrects which blocks are headings. A sentence with heading marks becomes a paragraph without them; a line that has the form of a heading
 * becomes one. Only blocks of role `body` are changed.
 */
export function tellHeadings(text: string, blocks: readonly MarkedBlock[]): void {
  demoteParagraphs(text, blocks);
  promoteLines(text, blocks);
}

function demoteParagraphs(text: string, blocks: readonly MarkedBlock[]): void {
  const headings = blocks.filter(({ kind, role }) => kind === 'heading' && role === 'body');
  for (const block of headings) {
    const title = titleOf(text, block);
    const most = block === headings[0] ? MAX_TITLE : MAX_HEADING;
    const isTooLong = block.end - block.start > MAX_SOURCE || title.length > most;
    const isLabelled = LABELLED.test(title) && isCaption(title);
    const words = withoutNumber(title);
    const isOpenSentence = wordCount(words) >= MIN_SENTENCE && isRunning(words) && !words.endsWith('?');
    const isText = isSentence(words) || (block !== headings[0] && isOpenSentence);
    if (!isTooLong && !isLabelled && !isText) continue;
    block.kind = isLabelled ? 'caption' : 'paragraph';
    const marks = /^#{1,6}\s+/.exec(text.slice(block.start, Math.min(block.end, block.start + 100)))?.[0].length ?? 0;
    if (marks < block.end - block.start) block.start += marks;
  }
}

/** A line that may be a heading: bold, or numbered in sequence with the other headings. */
interface Line {
  readonly number: string | undefined;
  readonly isSure: boolean;
}

function promoteLines(text: string, blocks: readonly MarkedBlock[]): void {
  const content = blocks.filter(({ role }) => role === 'body');
  const opening = content.findIndex((block) => block.kind === 'heading' && isOpeningTitle(titleOf(text, block)));
  const lines = content.map((block, at): Line | undefined =>
    block.kind === 'heading'
      ? { number: numberOf(titleOf(text, block)), isSure: true }
      : lineOf(text, block, content[at - 1], content[at + 1], at < opening),
  );
  const numbers = new Set(lines.map((line) => line?.number));
  let last: string | undefined;
  let letter: string | undefined;
  lines.forEach((line, at) => {
    if (!line) return;
    const { number, isSure } = line;
    const fits = (): boolean =>
      number !== undefined &&
      (LETTER.test(number) ? goesOnInRoman(number, last, letter, numbers) : goesOn(number, last, numbers));
    if (!isSure && !fits()) return;
    content[at]!.kind = 'heading';
    if (number === undefined || /^[A-Z]\./.test(number)) return;
    if (!LETTER.test(number)) last = number.split('.')[0];
    letter = LETTER.test(number) ? number : undefined;
  });
}

/** @param isFrontMatter before the abstract or introduction, where bold names and addresses are no headings */
function lineOf(
  text: string,
  block: MarkedBlock,
  before: MarkedBlock | undefined,
  next: MarkedBlock | undefined,
  isFrontMatter: boolean,
): Line | undefined {
  if (block.kind !== 'paragraph' && block.kind !== 'list') return undefined;
  if (block.end - block.start > MAX_SOURCE || !next) return undefined;
  if (RAISED.test(text.slice(block.start, block.end))) return undefined;
  const words = shown(text, block, MAX_SOURCE);
  if (words.length > MAX_HEADING || /[\r\n]/.test(words) || !hasLetter(words)) return undefined;
  const unemphasised = words.replace(/[*_]/g, '').trim();
  if (wordCount(unemphasised) > MAX_WORDS) return undefined;

  if (block.kind === 'list') {
    // The only item of a list, with a number like a section's.
    if (before?.kind === 'list') return undefined;
    const item = ITEM_NUMBER.exec(unemphasised);
    const isUnmistakable = item && isUnmistakableTitle(unemphasised.slice(item[0].length));
    if (isUnmistakable && !(next.kind === 'list' && /^\d/.test(text.slice(next.start, next.start + 1))))
      return { number: item[1]!, isSure: true };
    if (next.kind === 'list') return undefined;
    return item && isTitleLike(unemphasised.slice(item[0].length)) ? { number: item[1]!, isSure: false } : undefined;
  }
  if (isUnmistakableTitle(unemphasised)) return { number: numberOf(unemphasised), isSure: true };
  if (isAppendixLine(unemphasised)) return { number: undefined, isSure: true };
  const rest = words.replace(BOLD, '');
  if (rest !== words && /^[\s.:]*$/.test(rest)) {
    const isHeading =
      !isFrontMatter && !/[,;]$/.test(unemphasised) && !isSentence(unemphasised) && hasWord(unemphasised);
    return isHeading ? { number: numberOf(unemphasised), isSure: true } : undefined;
  }
  if (!isFrontMatter && next.kind === 'paragraph' && CAPITALS.test(unemphasised) && next.end - next.start > MIN_TEXT)
    return { number: undefined, isSure: true };
  // Addresses and footnotes have superscripts.
  if (/<sup>/.test(text.slice(block.start, block.end))) return undefined;
  const number = startsWithNumber(unemphasised) ? numberOf(unemphasised) : undefined;
  return number && isTitleLike(withoutNumber(unemphasised)) ? { number, isSure: false } : undefined;
}

/** `Appendix A`, `Appendix B. Tanks`: alone on a line this is a heading even without marks. */
function isAppendixLine(words: string): boolean {
  if (!/^app(?:endix|endices)\s/i.test(words) || !startsWithNumber(words)) return false;
  const title = withoutNumber(words);
  return title === '' || (isTitleLike(title) && wordCount(title) < MAX_WORDS);
}

function hasWord(words: string): boolean {
  return /\p{L}{3}|\p{Script=Han}{2}/u.test(words);
}

/** Starts with a capital and does not end like a sentence. */
function isTitleLike(words: string): boolean {
  return /^["“‘]?(?:\p{Lu}|\p{Lo})/u.test(words) && !ENDS_AS_TEXT.test(words) && !endsOpen(words) && hasWord(words);
}

function numberOf(title: string): string | undefined {
  return NUMBER.exec(title.replace(/[*_]/g, '').trim())?.[1];
}

/**
 * Whether a number fits those of the other headings. A number with several parts needs a neighbour or its parent among them. Any other must
 * be the next one, or the first of several.
 *
 * @param last the last number with one part
 */
function goesOn(number: string, last: string | undefined, numbers: ReadonlySet<string | undefined>): boolean {
  const parts = number.split('.');
  const own = parts.pop()!;
  const above = parts.join('.');
  const at = /^\d+$/.test(own) ? Number(own) : ROMANS.indexOf(own) + 1;
  const named = (value: number): string => {
    const part = /^\d+$/.test(own) ? String(value) : (ROMANS[value - 1] ?? '');
    return above === '' ? part : `${above}.${part}`;
  };
  if (above !== '') return numbers.has(above) || numbers.has(named(at - 1)) || numbers.has(named(at + 1));
  if (last === undefined) return at === 1 && ['1.1', named(2), named(3)].some((other) => numbers.has(other));
  if (last === named(at - 1)) return at > 1;
  // Converters lose headings. One that goes on after a gap needs a part or a follower.
  const isAhead = [2, 3].some((gap) => last === named(at - gap));
  return isAhead && (numbers.has(`${number}.1`) || numbers.has(named(at + 1)));
}

/** Whether a letter numbers the next part of a section with a Roman number: `A.`, `B.` in `II.` */
function goesOnInRoman(
  number: string,
  last: string | undefined,
  letter: string | undefined,
  numbers: ReadonlySet<string | undefined>,
): boolean {
  if (last === undefined || !ROMANS.includes(last)) return false;
  return letter === undefined ? number === 'A' && numbers.has('B') : number.charCodeAt(0) === letter.charCodeAt(0) + 1;
}

const ROMANS = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII', 'XIII', 'XIV', 'XV'];

/** Whether a paragraph opens an abstract that has no heading: `**Abstract.** We ...`, `Abstract—We ...`. */
export function opensAbstract(text: string, block: MarkedBlock): boolean {
  if (block.kind !== 'paragraph') return false;
  const words = shown(text, block, 300);
  return (
    isAbstractTitle(/^[^.:—–\r\n-]{1,40}/.exec(words)?.[0] ?? '') &&
    /^[*_]{0,3}abstract[*_]{0,3}\s*(?:[.:—–-]|[\r\n]|$)/i.test(words)
  );
}
