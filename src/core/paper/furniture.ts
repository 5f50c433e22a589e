import { isAxis } from './axes';
import { isContentsTitle, bareTitle, isMainTitle } from './knownSections';
import { titleOf } from './headings';
import { endsOpen, hasLetter, isSentence, shown, wordCount, type MarkedBlock } from './marking';
import { startsWithNumber } from './numbering';

/** UTF-16 code units. A longer block is not judged by its words. */
const MAX_MARK = 300;
/** UTF-16 code units of copyright lines and the like. */
const MAX_NOTICE = 900;
const MAX_KEYWORDS = 500;
/** A page number before or after words. Section numbers do not match. */
const PAGE_AT_END = /^\d{1,4}(?![\d.)])(?=\W)|(?<=\s)\d{1,4}$/;
/** How many pages there are, after the number of the page. */
const PAGE_COUNT = /(?<=\d)\s*(?:of|\/)\s*\d{1,4}$/i;
/** Labels that papers repeat on purpose. */
const LABELLED =
  /^(?:proof|theorem|lemma|proposition|corollary|definition|assumption|answer|question|step|algorithm|example|prompt|table|figure)\b/i;
/** A line that occurs this often is not text of the paper. */
const MIN_REPEATS = 3;
const MAX_REPEATED = 150;
const MIN_KEY = 6;

const PAGE_HEADING = /^page\s+\d+(?:\s*(?:of|\/)\s*\d+)?$/i;
/** A page number with or without a word; the caller removes signs around it first. `1,234` and years in a sentence do not match. */
const PAGE_MARK = /^(?:(?:page|pg|seite|p)\s*)?\d{1,4}(?:\s*(?:\s|of|von|sur|de)\s*\d{1,4})?$/i;
/** The authors as a running head, with the page number beside them. */
const AUTHORS = /^(?:\d{1,4}\s+[^.]{0,10}\p{Lu}.{2,60}\bet al\.?|\p{Lu}.{2,60}\bet al\.?\s+\d{1,4})$/u;
/** The same without a page number, or the address of a journal: only when they repeat. */
const REPEATED_NAMES = /^(?:\p{L}[^.]{0,3}\.? ?[^.]{2,60}\bet al\.?|(?:https?:\/\/|www\.)\S+)$/iu;
const ROMAN_PAGE = /^[ivxl]{1,6}$/;
/** An image with its alternative text. The address may be of any length, because it may hold the image's data. */
const IMAGE = /!\[([^\][]{0,600})\](?:\([^()\s]*(?:\s+"[^"\r\n]{0,200}")?\)|\[[^\][]{0,100}\])(?:\{[^{}]{0,300}\})?/g;
const HTML_IMAGE = /<img\b[^<>]*>/gi;
const ALT = /\balt\s*=\s*(?:"([^"]{0,600})"|'([^']{0,600})')/i;
/** What a program leaves out or fills in, which is no text: `[TOC]`, `\newpage`, the tags of a note, a comment, the words inside a picture. */
const PLACEHOLDERS = [
  /^\[{1,2}_?(?:toc|table of contents|figure|image|picture|formula)_?\]{1,2}$/i,
  /^\\(?:newpage|pagebreak|clearpage|bigskip|medskip|smallskip|vfill|hrule|tableofcontents|maketitle|noindent|centering|appendix)(?:\[\d\])?$/,
  /^\\(?:author|date|affil(?:iation)?|address|email|thanks)\b/,
  /^\[missing_?page/i,
  /^(?:#[\p{L}\p{N}_/-]*\p{L}[\p{L}\p{N}_/-]*\s*)+$/u,
  /^(?:%(?!\d)[^\r\n]*(?:\r\n|\r|\n|$))+$/,
  /^==> picture \[[\dx\s]*\] intentionally omitted <==$/i,
  /^-{3,} ?start of picture text ?-{3,}[^]*-{3,} ?end of picture text ?-{3,}$/i,
];
/** Alternative texts that programs fill in when there is none. */
const SILENT = /^(?:image|img|figure|fig|picture|photo|logo|icon|graphic|refer to caption|description)?[\s\d.:_-]*$/i;
const FILE_NAME = /^[\w./\\-]+\.(?:jpe?g|png|gif|svg|webp|tiff?|bmp|pdf)$/i;
const PANDOC_ANCHOR = /\[\]\{[#.][^{}]{0,300}\}/g;
const COMMENT = /^<!--/;
/** HTML tags only: addresses and program names in angle brackets do not match. */
const ANY_TAG =
  /<(?:!|\?|\/?(?:a|b|i|u|p|em|h[1-6]|hr|br|li|ul|ol|td|th|tr|dd|dl|dt|tt|sup|sub|img|div|pre|col|nav|span|font|code|math|small|strong|table|thead|tbody|tfoot|center|figure|figcaption|caption|colgroup|picture|source|section|details|summary)\b)[^<>]{0,2000}>/gi;

const LEADER = /(?:\.[ \t\u00a0]?){5,}|(?:…[ \t]?){2,}|(?:·[ \t]?){5,}|(?:_[ \t]?){8,}\d/;
const KEYWORDS =
  /^(?:additional )?(?:key\s?words?(?: and phrases)?|index terms|general terms|ccs concepts|schl(?:ü|ue)sselw(?:ö|oe)rter|mots[ -]cl[ée]s|palabras clave|palavras[ -]chave|parole chiave|ключевые слова|jel(?: classification| codes?)?|(?:\d{4} )?(?:msc|ams)(?: (?:subject )?classifications?| codes?)?|pacs(?: numbers?)?|关键词|關鍵詞|キーワード)(?:\s*[:：—–.-]|$)/iu;
/** Keywords without a sign before them: at least three, parted in one way. */
const LISTED_KEYWORDS =
  /^key\s?words?\s+[^.;,·•]{2,60}(?:(?:\s?[·•]\s?[^.;,·•]{2,60}){2,}|(?:; ?[^.;,·•]{2,60}){2,})$/i;
/** ACM's citation notice: this line and the next. */
const FORMAT = /acm reference format[:*\s]*$/i;
const NOTICE =
  /^(?:acm reference format|©|\(c\) ?(?:copyright )?(?:19|20)\d\d|copyright (?:©|\(c\)|(?:19|20)\d\d|by |is held|held)|permission to make digital|all rights reserved|this (?:work|article|paper) is (?:licensed|distributed|published|made available) (?:under|through)|licensed under|under review as|preprint\b.{0,40}$|published as a |proceedings of the \d|accepted (?:at|to|for publication)\b.{0,80}$|to appear (?:in|at)\b.{0,80}$|submitted to\b.{0,80}$|presented at\b.{0,80}$|manuscript received|received:? .{0,60}\b(?:accepted|revised|published)\b|arxiv:\d{4}\.\d{4,5}|correspond(?:ence|ing authors?)(?: to)?\b.{0,10}[:<]|(?:denotes?|indicates?)? ?(?:equal|joint) (?:contribution|first author)|(?:these |the |first |all |both |two )*authors? (?:have )?contributed equally|contributed equally|work (?:was )?(?:done|performed|conducted) (?:while|during|as|when|at)\b.{0,120}$|(?:digital object identifier|doi:? ?10\.\d{4}).{0,80}$|issn\b|isbn\b|downloaded from\b|e-?mails?(?: address(?:es)?)?:.{0,60}@|this is an open[- ]access (?:article|paper)|authori[sz]ed licensed use limited|(?:bio|med)rxiv preprint\b|\d{1,3}(?:st|nd|rd|th) (?:[\w-]+ ){0,5}(?:conference|workshop|symposium)\b.{0,150}$|[\d$/.,x\s-]{6,40}©)/i;
/** Entries of a reference list have this; lines of a table of contents hardly ever do. */
const YEAR_OF_ENTRY = /[,(.]\s?(?:19|20)\d\d[a-z]?\b/;
/** The sign that tells a footnote from text. */
const NOTE_SIGN = /^(?:[\s*†‡§¶∗#\\^${}|]|\d{1,2}(?=\D)|[-+]\s|,)+/u;
const WITHOUT_DATA = /^(?:col(?:umn)?\s?\d*|unnamed:? ?\d*)?$/i;

/** Marks what is not text of the paper: page numbers, running heads, tables of contents, notices, images without words. */
export function markFurniture(text: string, blocks: readonly MarkedBlock[]): void {
  for (const block of blocks) if (isFurniture(text, block)) block.role = 'furniture';
  markRepeated(text, blocks);
  markListed(text, blocks);
}

/** Whether a heading is only a page number. Converters put such headings between the pages of a PDF. */
export function isPageHeading(title: string): boolean {
  return PAGE_HEADING.test(title);
}

function isFurniture(text: string, block: MarkedBlock): boolean {
  switch (block.kind) {
    case 'rule':
      return true;
    case 'heading': {
      const title = titleOf(text, block);
      return title === '' || isPageMark(title) || LEADER.test(title) || isNotice(title) || AUTHORS.test(title);
    }
    case 'html':
      return COMMENT.test(text.slice(block.start, block.start + 4)) || saysNothing(text, block);
    case 'table':
      return isEmptyTable(text, block) || isContents(text, block);
    case 'paragraph':
    case 'list':
    case 'quote':
      return saysNothing(text, block) || isContents(text, block) || isMarkOrNotice(text, block);
    default:
      return false;
  }
}

function isMarkOrNotice(text: string, block: MarkedBlock): boolean {
  const length = block.end - block.start;
  if (length > MAX_NOTICE) return false;
  const words = shown(text, block, MAX_NOTICE).replace(/[*_]/g, '').trim();
  if (words.length <= MAX_KEYWORDS && (KEYWORDS.test(words) || LISTED_KEYWORDS.test(words))) return true;
  if (PLACEHOLDERS.some((form) => form.test(words.replace(/\s*<br\s*\/?>\s*/gi, ' ').trim()))) return true;
  return (length <= MAX_MARK && (isPageMark(words) || AUTHORS.test(words) || isAxis(words))) || isNotice(words);
}

function isPageMark(words: string): boolean {
  if (words.length > 60) return false;
  const bare = words
    .replace(/[^\p{L}\p{N}\s/]/gu, ' ')
    .replace(/[\s/]+/g, ' ')
    .trim();
  // A sign inside the number makes it another kind of number: `1,234`, `3.5`.
  return (PAGE_MARK.test(bare) && !/\d[.,:]\d/.test(words)) || ROMAN_PAGE.test(bare);
}

function isNotice(words: string): boolean {
  return NOTICE.test(words.slice(0, MAX_MARK)) || NOTICE.test(words.slice(0, MAX_MARK).replace(NOTE_SIGN, ''));
}

/** Whether nothing but anchors, signs and images without words is left of a block. */
function saysNothing(text: string, { start, end }: MarkedBlock): boolean {
  const source = text.slice(start, end);
  // A long block without words can only hold an image within the file: skip all others.
  if (source.length > MAX_NOTICE && !/data:image\/|<img\b|!\[/i.test(source.slice(0, MAX_NOTICE))) return false;
  const rest = source
    .replace(IMAGE, (_image, alt: string) => (isSilent(alt) ? '' : alt))
    .replace(HTML_IMAGE, (image) => {
      const alt = ALT.exec(image.slice(0, MAX_NOTICE));
      const words = alt?.[1] ?? alt?.[2] ?? '';
      return isSilent(words) ? '' : words;
    })
    .replace(ANY_TAG, '')
    .replace(PANDOC_ANCHOR, '');
  return !/[\p{L}\p{N}\p{S}]/u.test(rest.replace(/\]\([^()\s]*\)/g, ''));
}

function isSilent(alt: string): boolean {
  return SILENT.test(alt.trim()) || FILE_NAME.test(alt.trim());
}

/** Whether at least half of the lines lead to a page number by dots. */
function isContents(text: string, { start, end }: MarkedBlock): boolean {
  const lines = text.slice(start, Math.min(end, start + 4000)).split(/\r\n|\r|\n/);
  const leading = lines.filter(
    (line) => LEADER.test(line.slice(0, 600)) && /\d[\s|*\])]*(?:\([^()]*\))?[\s|*]*$/.test(line.slice(-120)),
  );
  return leading.length > 0 && leading.length * 2 >= lines.length;
}

/** Whether a table in pipes or HTML has no word below its head, and none in the head but names that a converter made up. */
function isEmptyTable(text: string, { start, end }: MarkedBlock): boolean {
  if (end - start > 20_000) return false;
  const source = text.slice(start, end);
  if (source.startsWith('<')) return !/[\p{L}\p{N}]/u.test(source.replace(ANY_TAG, ''));
  const [head = '', ...rows] = source.split(/\r\n|\r|\n/);
  const isEmptyBelow = !rows.some((row) => /[\p{L}\p{N}]/u.test(row.replace(/<br\s*\/?>/gi, '')));
  return isEmptyBelow && head.split('|').every((cell) => WITHOUT_DATA.test(cell.replace(/[*_]/g, '').trim()));
}

/** Marks running heads: short lines that repeat, with at most the page number changing. */
function markRepeated(text: string, blocks: readonly MarkedBlock[]): void {
  const title = blocks.find(({ kind, role }) => kind === 'heading' && role === 'body');
  const titleKey = title && !startsWithNumber(titleOf(text, title)) ? repeatedKey(titleOf(text, title)) : undefined;
  const groups = new Map<string, { readonly block: MarkedBlock; readonly words: string }[]>();
  for (const block of blocks) {
    if (block.role !== 'body' || block.end - block.start > MAX_MARK) continue;
    if (block.kind !== 'paragraph' && block.kind !== 'heading') continue;
    const all = block.kind === 'heading' ? titleOf(text, block) : shown(text, block, MAX_MARK);
    const words = all.replace(PAGE_COUNT, '');
    if (words.length > MAX_REPEATED) continue;
    const key = repeatedKey(words);
    if (key.length < MIN_KEY) continue;
    const group = groups.get(key);
    if (group) group.push({ block, words });
    else groups.set(key, [{ block, words }]);
  }
  for (const [key, group] of groups) {
    if (group.length < MIN_REPEATS) continue;
    const isTitle = key === titleKey && wordCount(key) > 1;
    if (!isTitle && !isRunningHead(group.map(({ block, words }) => ({ ...block, words })))) continue;
    // The paper's title often serves as a running head: keep the first one.
    for (const { block } of group) if (block !== title) block.role = 'furniture';
  }
}

/** The words without what changes from page to page: page number, case, signs. */
function repeatedKey(words: string): string {
  return words
    .replace(PAGE_AT_END, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function isRunningHead(group: readonly (MarkedBlock & { readonly words: string })[]): boolean {
  const [{ words }] = group as [MarkedBlock & { readonly words: string }];
  if (!hasLetter(words) || isSentence(words) || isMainTitle(words)) return false;
  // Words around a formula repeat too.
  if (endsOpen(words) || /^\p{Ll}(?!ww\.|ttps?:)/u.test(words)) return false;
  const isPaged = group.some((one) => one.words !== words) && group.every((one) => PAGE_AT_END.test(one.words));
  if (isPaged) {
    const pages = group.map((one) => Number(/\d+/.exec(PAGE_AT_END.exec(one.words)![0])![0]));
    const rises = pages.every((page, at) => page > (pages[at - 1] ?? -1));
    // Numbers that go up by one each time count experiments or theorems; page numbers skip some.
    const isCounted = pages.every((page, at) => at === 0 || page === pages[at - 1]! + 1);
    return rises && (!isCounted || wordCount(words) > 5);
  }
  if (REPEATED_NAMES.test(words)) return true;
  if (wordCount(words) < 3 || /[.,:;?]$/.test(words) || LABELLED.test(words)) return false;
  // Real headings repeat too, but long ones hardly ever.
  return bareTitle(words).length > (group.some(({ kind }) => kind === 'heading') ? 25 : 12);
}

/** Marks the blocks below a heading that announces keywords or contents. */
function markListed(text: string, blocks: readonly MarkedBlock[]): void {
  let listed: 'contents' | 'keywords' | 'format' | undefined;
  for (const block of blocks) {
    if (block.role !== 'body') {
      if (block.role === 'furniture' && FORMAT.test(text.slice(block.start, Math.min(block.end, block.start + 80))))
        listed = 'format';
      continue;
    }
    if (block.kind === 'heading') {
      const title = titleOf(text, block);
      listed = isContentsTitle(title) ? 'contents' : KEYWORDS.test(bareTitle(title)) ? 'keywords' : undefined;
      if (listed) block.role = 'furniture';
    } else if (listed === 'keywords') {
      if (block.end - block.start <= MAX_KEYWORDS && !/[.!?]$/.test(shown(text, block, MAX_KEYWORDS)))
        block.role = 'furniture';
      listed = undefined;
    } else if (listed === 'format') {
      if (block.kind === 'paragraph' && block.end - block.start <= MAX_NOTICE) block.role = 'furniture';
      listed = undefined;
    } else if (listed === 'contents') {
      if (isContentsEntry(text, block)) block.role = 'furniture';
      else listed = undefined;
    }
  }
}

/**
 * Whether a block is short enough for a line of contents and ends with a page number. A table counts when no entry of a reference list is
 * in it.
 */
function isContentsEntry(text: string, block: MarkedBlock): boolean {
  const end = text.slice(Math.max(block.start, block.end - 120), block.end);
  if (!/\d[\s|*\])]*(?:\([^()]{0,80}\))?[\s|*]*$/.test(end))
    return block.kind === 'list' && block.end - block.start < 100;
  if (block.kind === 'table')
    return !YEAR_OF_ENTRY.test(text.slice(block.start, Math.min(block.end, block.start + 2000)));
  const words = shown(text, block).replace(/\]\([^()\s]{0,200}\)/g, ']');
  return block.kind === 'list' || words.length < 200 ? words.length < 2000 && !YEAR_OF_ENTRY.test(words) : false;
}
