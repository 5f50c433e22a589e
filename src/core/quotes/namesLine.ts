import { unlinked } from '../text/unlinked';

/** Names are searched in this many blocks below the title, each of at most this many UTF-16 code units. */
const MAX_BLOCKS = 8;
const MAX_BLOCK_CHARS = 3000;
/** With more names, a quote has the first one only, so the last ones may be missing. */
const FEW_NAMES = 2;

/** What refers to affiliations and footnotes. It separates names as commas do. */
const MARKS =
  /<sup>[^<>]{0,80}<\/sup>|\$[^$\r\n]{0,80}\$|[\d¹²³⁰-⁹*∗⁎⋆†‡§¶‖∥⋈◇♠♣♦+^#\\]|<[^<>]{0,300}>|!\[[^\][]{0,100}\]|[_`|]/g;
const SEPARATORS = /[,;&\r\n·•]|(?<=[\s;])(?:and|und|et|y)(?=\s)/;
const BEFORE_NAMES = /^(?:#{1,6}\s+|>\s*|(?:by|authors?)\s*:?\s+)+/i;
const DEGREE = /^(?:ph\.?\s?d|m\.?d|m\.?sc|b\.?sc|dr|prof|jr|sr|ii|iii)\.?$/i;
const NAME_WORD = /^\p{Lu}[\p{L}\p{M}'’-]*\.?(?:-?\p{Lu}\.)*$/u;
const PARTICLES = new Set(
  'van von der den de del della di da dos du la le el al bin ibn ben ter ten zu af av'.split(' '),
);
/** Words of organisations and addresses. */
const ORGANISATION = new Set(
  (
    'university université universität universidad universidade università univ institute institut instituto school college academy ' +
    'department dept département faculty laboratory laboratories lab labs center centre group team inc ltd llc corp corporation company ' +
    'research researcher google deepmind brain openai facebook meta microsoft amazon apple nvidia ibm intel adobe baidu tencent alibaba ' +
    'huawei bytedance salesforce anthropic inria cnrs eth epfl mit ucl cmu kaist mila berkeley stanford oxford cambridge hospital clinic ' +
    'foundation society association ministry street road avenue city state states united kingdom usa uk republic york angeles francisco ' +
    'view park'
  ).split(' '),
);
/** Words of titles, terms and notices. */
const TERMS = new Set(
  (
    'abstract introduction background related work works methods materials results discussion conclusion conclusions summary keywords ' +
    'learning network networks neural deep machine vision language languages processing model models data dataset datasets system systems ' +
    'analysis theory science sciences computer computing intelligence artificial recognition reinforcement natural information retrieval ' +
    'engineering technology medicine physics biology chemistry mathematics statistics conference journal proceedings workshop preprint ' +
    'review reviews paper papers draft version published submitted accepted open access problems problem challenges survey overview report ' +
    'the a an of for in on with to from new north south east west january february march april may june july august september october ' +
    'november december monday tuesday wednesday thursday friday saturday sunday volume issue part chapter section table figure equal ' +
    'contribution authors author corresponding editor table contents supplementary appendix special'
  ).split(' '),
);

/**
 * The authors that stand below a paper's title, if that is clearly a line of at least two names: parted by commas, "and", "&" or the marks
 * of affiliations, and with nothing else before them. A name alone, or names without anything between them, could be anything. Of more than
 * two names the last ones may be missing, where nothing parts them from an affiliation.
 *
 * @param text of the paper
 * @param start end of the title, UTF-16 code units
 */
export function namesBelow(text: string, start: number): readonly string[] {
  const names: string[] = [];
  const below = text.slice(start, start + MAX_BLOCKS * MAX_BLOCK_CHARS);
  for (const block of below
    .split(/(?:\r?\n[ \t]*){2,}/)
    .filter(isWritten)
    .slice(0, MAX_BLOCKS)) {
    if (block.length > MAX_BLOCK_CHARS) break;
    const found = namesIn(block);
    // A paragraph of its own that begins with an organisation is an affiliation.
    if (names.length > 0 && found.names.length === 0 && found.namesOrganisation) break;
    names.push(...found.names);
    if (found.isCut && names.length <= FEW_NAMES) return [];
    if (!found.isWhole || found.names.length === 0) break;
  }
  return names.length < 2 || new Set(names).size < names.length ? [] : names;
}

function isWritten(block: string): boolean {
  return /\S/.test(block);
}

interface NamesFound {
  readonly names: readonly string[];
  /** Whether nothing follows the names. */
  readonly isWhole: boolean;
  /** Whether a name may stand in what follows the names. */
  readonly isCut: boolean;
  /** Whether what follows the names has a word of an organisation. */
  readonly namesOrganisation: boolean;
}

/** The names that a block begins with. */
function namesIn(block: string): NamesFound {
  const names: string[] = [];
  const plain = unlinked(block.trim()).replace(BEFORE_NAMES, '').replace(MARKS, ' ; ');
  for (const piece of plain.split(SEPARATORS)) {
    const part = piece.trim().replace(/\s+/g, ' ');
    if (part === '' || DEGREE.test(part)) continue;
    const name = part.replace(/(?<=\p{Ll}{3})\.$/u, '');
    if (isName(name)) names.push(name);
    else {
      const namesOrganisation = part.split(' ').some((word) => isIn(ORGANISATION, word));
      return { names, isWhole: false, isCut: mayBeginWithName(part), namesOrganisation };
    }
  }
  return { names, isWhole: true, isCut: false, namesOrganisation: false };
}

/** Two or three words of a name; four with an initial or a particle. */
function isName(part: string): boolean {
  const words = part.split(' ');
  const [first, last] = [words[0]!, words.at(-1)!];
  if (words.length < 2 || words.length > 4 || !NAME_WORD.test(first) || !NAME_WORD.test(last)) return false;
  if (!words.every((word) => NAME_WORD.test(word) || PARTICLES.has(word.toLowerCase()))) return false;
  if (words.some((word) => isIn(ORGANISATION, word) || isIn(TERMS, word))) return false;
  const isLong = words.length === 4 && !words.some((word) => word.endsWith('.') || PARTICLES.has(word.toLowerCase()));
  return !isLong && last.replace(/\P{L}/gu, '').length > 1;
}

/** Whether a part that is not a name as a whole may begin with one: `Amr Ahmed Google Research`. */
function mayBeginWithName(part: string): boolean {
  const words = part.split(' ').slice(0, 2);
  return (
    words.length === 2 && words.every((word) => NAME_WORD.test(word) && !isIn(ORGANISATION, word) && !isIn(TERMS, word))
  );
}

function isIn(words: ReadonlySet<string>, word: string): boolean {
  return words.has(word.toLowerCase().replace(/[^\p{L}]/gu, ''));
}
