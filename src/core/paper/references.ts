import { isBehindReferences, referencesTitle } from './knownSections';
import { titleOf } from './headings';
import { shown, type MarkedBlock } from './marking';

/** Only this much of a block is examined; UTF-16 code units of source. */
const REACH = 1500;
/** A list without a heading needs at least this many entries. */
const MIN_ENTRIES = 4;
/** How many blocks ahead to look for the next entry. */
const LOOK_AHEAD = 6;
/** This much text without an entry closes a list; UTF-16 code units. */
const MIN_TEXT = 400;

const LIST_MARK = /^(?:[-*+•]\s+|>\s+)+/;
const LABEL =
  /^(?:\\?\[(?:\d{1,4}[a-z]?|[\p{L}][^\][\r\n]{0,60}(?:\d{2,4}[a-z]?|\+)|\^[^\]\r\n]{1,30})\\?\]:?|\(\d{1,3}\)|\d{1,3}\.(?=\s)|\^?\d{1,3}\^?(?=\s+\p{Lu})|\\bibitem\b)\s*/u;
const SURNAME = "\\p{Lu}[\\p{L}'’‘`-]+(?:\\s(?:\\p{L}['’]?[\\p{L}'’-]*)){0,2}";
const INITIALS = '(?:\\p{Lu}\\.[\\s~-]*){1,4}';
/** `Ames, A.`, `Ames A,`, `A. Ames,`, `van der Ames, A.` */
const AUTHOR = new RegExp(
  `^(?:(?:van|von|de|der|den|di|du|la|le|el|al)\\s+){0,3}(?:${SURNAME},\\s*${INITIALS}|\\p{Lu}{1,3}\\s\\p{Lu}[\\p{L}'’-]+(?=,)|${SURNAME}\\s\\p{Lu}{1,3}(?=[,.;:\\s(])|` +
    `${INITIALS}(?:(?:van|von|de|der|den|di|du|la|le)\\s+){0,3}\\p{Lu}[\\p{L}'’-]+(?:\\s\\p{Lu}[\\p{L}'’-]+)?(?=,|\\.|;|:|\\s(?:and|et|und|&)\\b|\\s\\())`,
  'u',
);
/** `Anna Ames, Bob Bose and ...`, `Ames, Anna, and ...`, `{Group}. Title`. Many sentences begin like this too. */
const PERHAPS_AUTHOR = new RegExp(
  `^(?:${SURNAME}(?:,|\\.|\\sand\\s|\\s\\()|\\p{Lu}[\\p{L}'’-]+(?:\\s\\p{Lu}\\.?)*(?:\\s\\p{Lu}[\\p{L}'’-]+){1,2}(?:,|\\.|\\sand\\s|:))`,
  'u',
);
const YEAR = /(?:^|[^\d.-])(?:19|20)\d{2}[a-z]?(?![\d%])/;
const VENUE =
  /\b(?:arxiv|doi|proc(?:\.|eedings)|conf(?:\.|erence)|journal|j\.|trans(?:\.|actions)|press|springer|elsevier|wiley|ieee|acm|aaai|neurips|nips|icml|iclr|cvpr|eccv|iccv|acl|emnlp|naacl|jmlr|pmlr|advances in|vol\.|pp\.|thesis|dissertation|tech(?:\.|nical) rep(?:\.|ort)|preprint|workshop|symposium|letters|lett\.|rev\.|review|nature|science|ann\.|annals|int\.|university|verlag|eds?\.|isbn|available (?:at|from|online)|accessed|corr|lecture notes|in:)|https?:\/\/|[（《]/i;
const PAGES =
  /\b\d{1,4}\s*(?:\(\d{1,4}\)\s*)?[:,]\s*[a-z]?\d{1,6}|\b[a-z]?\d{1,5}\s*[-–—]{1,2}\s*[a-z]?\d{1,5}\b|\*\*?\d{1,4}\*\*?/i;
const LINKED = /\]\(https?:\/\//;
const PROSE = /\b(?:we|our|this paper|in this section)\b/i;
/** Sections after a list have numbers, parts of a list do not. */
const NUMBERED = /^(?:[A-Z](?:\.\d+)*\.?|\d{1,2}(?:\.\d+)*\.?)\s+\S/;
const GLUED =
  /^[*_]{0,3}(?:(?:\d{1,2}|[IVX]{1,5}|[A-Z]\d?)[.)]?\s+)?(?:references(?: and notes| cited)?|r e f e r e n c e s|bibliography|works cited|literature(?: cited)?|literatur(?:verzeichnis)?|bibliographie|bibliograf[ií]a|referencias|références|参考文献|參考文獻|参考资料)[*_]{0,3}[\s:.]+(?=\S)/i;
/** Where pandoc's list of references begins: a div with this name, in either notation. */
const REFERENCES_DIV =
  /^[ \t]*(?:(?<colons>:{3,})[ \t]*\{[^{}\r\n]*#refs\b[^{}\r\n]*\}|<div\b[^<>\r\n]*\bid="refs"[^<>\r\n]*>)/m;
const DIV_BOUNDS = /^[ \t]*(?:(?<closes>:{3,}[ \t]*$|<\/div>)|(?<opens>:{3,}[ \t]*[{\w]|<div\b))/gm;

const LATEX = /^\\(?:begin\{thebibliography\}|end\{thebibliography\}|bibitem\b|(?:print)?bibliography\b)/;

/** How much a block looks like an entry of a reference list. */
type Likeness = 'entry' | 'perhaps' | 'other';

/**
 * Marks reference lists by their entries. A heading alone opens a list only when its name leaves no doubt. A list without a heading is a
 * run of entries. Text after the entries, with or without a heading, is not part of the list.
 */
export function markReferences(text: string, blocks: readonly MarkedBlock[]): void {
  const content = blocks.filter(({ role }) => role === 'body');
  const likeness = content.map((block) => likenessOf(text, block));
  for (const block of content) if (LATEX.test(text.slice(block.start, block.start + 30))) block.role = 'references';
  markDiv(text, content);
  markHeaded(text, content, likeness);
  markRuns(content, likeness);
}

/** Splits `References` from an entry in the same block. Blocks in text order. */
export function withoutGluedHeadings(text: string, blocks: readonly MarkedBlock[]): MarkedBlock[] {
  return blocks.flatMap((block) => {
    if (block.kind !== 'paragraph' && block.kind !== 'heading' && block.kind !== 'list') return [block];
    const marks = /^#{1,6}\s+/.exec(text.slice(block.start, block.start + 40))?.[0].length ?? 0;
    const source = text.slice(block.start + marks, Math.min(block.end, block.start + marks + REACH));
    const glued = GLUED.exec(source);
    if (!glued || !isEntry(source.slice(glued[0].length))) return [block];
    const from = block.start + marks + glued[0].length;
    const name = glued[0].trimEnd().length;
    return [
      { ...block, kind: 'heading' as const, end: block.start + marks + name },
      { ...block, kind: 'paragraph' as const, start: from },
    ];
  });
}

/** Marks what lies in the div that pandoc puts around its list. */
function markDiv(text: string, content: readonly MarkedBlock[]): void {
  const begin = REFERENCES_DIV.exec(text)?.index;
  if (begin === undefined) return;
  let depth = 0;
  let end = text.length;
  DIV_BOUNDS.lastIndex = begin;
  for (let bound = DIV_BOUNDS.exec(text); bound; bound = DIV_BOUNDS.exec(text)) {
    depth += bound.groups!['opens'] === undefined ? -1 : 1;
    if (depth > 0) continue;
    end = bound.index;
    break;
  }
  for (const block of content) if (block.start >= begin && block.start < end) block.role = 'references';
}

function markHeaded(text: string, content: readonly MarkedBlock[], likeness: readonly Likeness[]): void {
  let isOpen = false;
  content.forEach((block, at) => {
    if (block.kind === 'heading' || isMarkedLine(text, block)) {
      const title = titleOf(text, block);
      const named = referencesTitle(title);
      const follows = named === 'perhaps' ? goesOn(content, likeness, at + 1) : likeness[at + 1] === 'entry';
      if (named === 'yes' || (named !== 'no' && follows)) isOpen = true;
      else if (isOpen && (isBehindReferences(title) || NUMBERED.test(title) || !goesOn(content, likeness, at + 1))) {
        isOpen = false;
      }
    } else if (isOpen && isFigure(block, likeness[at]!)) {
      return;
    } else if (isOpen && likeness[at] === 'other' && textFollows(content, likeness, at)) {
      isOpen = false;
    }
    if (isOpen) block.role = 'references';
  });
}

/** A markdown heading in a paper that is read as plain text, where marks make no headings. */
function isMarkedLine(text: string, { kind, start, end }: MarkedBlock): boolean {
  return kind === 'paragraph' && end - start < 80 && /^#{1,6}[ \t]\S[^\r\n]*$/.test(text.slice(start, end));
}

/** Figures and tables inside a list belong to the paper; they stand where the page has room. */
function isFigure({ kind }: MarkedBlock, likeness: Likeness): boolean {
  return kind === 'caption' || kind === 'math' || (kind === 'table' && likeness === 'other');
}

/** Whether the next text block may be an entry. */
function goesOn(content: readonly MarkedBlock[], likeness: readonly Likeness[], from: number): boolean {
  for (let at = from; at < content.length && at < from + LOOK_AHEAD; at++) {
    if (content[at]!.kind === 'heading') return false;
    if (!isFigure(content[at]!, likeness[at]!)) return likeness[at] !== 'other';
  }
  return false;
}

/** Whether real text begins here, not the rest of an entry: enough text, and no entry in the next blocks. */
function textFollows(content: readonly MarkedBlock[], likeness: readonly Likeness[], from: number): boolean {
  let length = 0;
  for (let at = from; at < content.length && at < from + LOOK_AHEAD; at++) {
    const block = content[at]!;
    if (block.kind === 'heading') break;
    if (likeness[at] === 'entry') return false;
    length += block.end - block.start;
  }
  return length >= MIN_TEXT;
}

/** Marks runs of entries without a heading. */
function markRuns(content: readonly MarkedBlock[], likeness: readonly Likeness[]): void {
  let first: number | undefined;
  let last = 0;
  let entries = 0;
  const close = (): void => {
    // Running heads with the names of the authors look like entries, but the text of the pages stands between them.
    if (first !== undefined && entries >= MIN_ENTRIES && 2 * othersIn(content, likeness, first, last) <= entries) {
      for (let at = first; at <= last; at++)
        if (!isFigure(content[at]!, likeness[at]!)) content[at]!.role = 'references';
    }
    first = undefined;
    entries = 0;
  };
  content.forEach((block, at) => {
    if (block.role === 'references' || block.kind === 'heading') return close();
    if (likeness[at] === 'entry') {
      first ??= at;
      last = at;
      entries++;
    } else if (first !== undefined && at - last > 2 && !isFigure(block, likeness[at]!)) close();
  });
  close();
}

/** How many paragraphs of a run are neither entries nor figures. Items between the entries of a list are entries too. */
function othersIn(content: readonly MarkedBlock[], likeness: readonly Likeness[], first: number, last: number): number {
  const run = content.slice(first, last + 1);
  return run.filter(({ kind }, at) => kind === 'paragraph' && likeness[first + at] === 'other').length;
}

/** Whether a block looks like an entry of a reference list. */
export function isEntryBlock(text: string, block: MarkedBlock | undefined): boolean {
  return block !== undefined && likenessOf(text, block) === 'entry';
}

function likenessOf(text: string, block: MarkedBlock): Likeness {
  switch (block.kind) {
    case 'paragraph':
    case 'list':
    case 'quote': {
      const words = shown(text, block, REACH);
      const source = withoutMarks(words);
      if (isEntry(source, LINKED.test(words))) return 'entry';
      return LABEL.test(source) || /^(?::::|https?:)/.test(source) ? 'perhaps' : 'other';
    }
    case 'table': {
      const cells = shown(text, block, REACH)
        .split('|')
        .map((cell) => cell.trim());
      return cells.filter((cell) => cell.length > 40 && isEntry(cell)).length > 1 ? 'entry' : 'other';
    }
    case 'html':
      return isEntry(shown(text, block, REACH)) ? 'entry' : 'other';
    default:
      return 'other';
  }
}

/** A block's text without the marks of lists, emphasis and links: `- [\\[3\\]](#p1) *A. Ames*` becomes `[3] A. Ames`. */
function withoutMarks(source: string): string {
  return source
    .replace(LIST_MARK, '')
    .replace(/[*_]/g, '')
    .replace(/\]\([^()\s]{0,200}\)/g, ']')
    .replace(/\\(?=[[\]])/g, '')
    .replace(/^\[\[([^[\]]{1,60})\]\]/, '[$1]');
}

/**
 * Whether a text begins like an entry of a reference list and has its usual parts.
 *
 * @param isLinked whether it leads to an address, which may stand for the venue
 */
function isEntry(source: string, isLinked = false): boolean {
  if (source.startsWith('\\bibitem')) return true;
  const label = LABEL.exec(source)?.[0].length ?? 0;
  const entry = source.slice(label).replace(/^[*_"“]+/, '');
  const head = entry.slice(0, 600);
  const hasVenue = isLinked || VENUE.test(head) || PAGES.test(head);
  const hasYear = YEAR.test(head);
  if (AUTHOR.test(entry))
    return (hasYear || (label > 0 && hasVenue)) && (hasVenue || label > 0 || /\(\d{4}[a-z]?\)/.test(head));
  if (PROSE.test(head.slice(0, 300))) return false;
  if (label > 0 && /^\d{1,3}\./.test(source)) return hasYear && hasVenue && PERHAPS_AUTHOR.test(entry);
  return hasYear && hasVenue && (label > 0 || PERHAPS_AUTHOR.test(entry));
}
