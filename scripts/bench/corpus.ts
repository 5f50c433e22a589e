/**
 * Writes a corpus of made-up papers for tests and measurements. Words occur as often as in real papers (the keyword engine's table); names
 * and figures occur in one paper only. There are headings, tables and reference lists. The same seed gives the same files.
 *
 *   tsx scripts/bench/corpus.ts FOLDER [PAPERS [CHARACTERS_OF_EACH [MOST_CHARACTERS]]]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { eng } from 'stopword';
import packed from '../../models/keyword/document-frequencies.json';

/** The size of the corpus. */
export interface CorpusOptions {
  readonly papers: number;
  /** Approximate length of each paper. */
  readonly characters: number;
  /** When given, `characters` is the length of the shortest paper only, and this the length of the longest one. */
  readonly mostCharacters?: number;
}

/** A large library: 700 papers, 60 MB. */
const FULL_CORPUS: CorpusOptions = { papers: 700, characters: 86_000 };

const SEED = 20_261_124;
const SECTIONS = [
  'Introduction',
  'Related Work',
  'Data',
  'Method',
  'Experiments',
  'Results',
  'Discussion',
  'Conclusion',
];
/** Share of function words, and share of words that occur in no other paper. */
const FUNCTION_SHARE = 0.42;
const OWN_SHARE = 0.03;
const FOLDERS = 20;

/** Writes the papers into twenty subfolders of a folder. Returns their paths. */
export function writeCorpus(folder: string, { papers, characters, mostCharacters }: CorpusOptions): string[] {
  const draw = drawer();
  return Array.from({ length: papers }, (_, index) => {
    const file = path.join(folder, `part-${index % FOLDERS}`, `paper-${String(index).padStart(4, '0')}.md`);
    mkdirSync(path.dirname(file), { recursive: true });
    const length = mostCharacters === undefined ? characters : draw.between(characters, mostCharacters);
    writeFileSync(file, paperOf(index, length, draw));
    return file;
  });
}

/** A word that occurs only in paper `index`, for tests to search. */
export function markOf(index: number): string {
  return `zyqu${index.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!)}el`;
}

function paperOf(index: number, characters: number, draw: Drawer): string {
  const parts = [`# ${draw.words(8)} ${index}`, `## Abstract`, `We study ${markOf(index)} in ${draw.paragraph()}`];
  const room = characters / SECTIONS.length;
  for (const section of SECTIONS) {
    parts.push(`## ${section}`);
    for (let length = 0; length < room;) {
      const part = draw.chance(0.05) ? draw.table() : draw.chance(0.12) ? `### ${draw.words(4)}` : draw.paragraph();
      parts.push(part);
      length += part.length + 2;
    }
  }
  parts.push('## References', ...Array.from({ length: 30 }, () => `${draw.name()}, A. (2020). ${draw.words(9)}.`));
  return `${parts.join('\n\n')}\n`;
}

type Drawer = ReturnType<typeof drawer>;

function drawer() {
  const generator = xoroshiro128plus(SEED);
  const random = (): number => uniformFloat64(generator);
  const content = Object.entries(packed.stems).flatMap(([frequency, stems]) =>
    stems.split(' ').map((stem) => ({ stem, frequency: Number(frequency) })),
  );
  const bounds: number[] = [];
  let sum = 0;
  for (const { frequency } of content) bounds.push((sum += frequency));
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const name = (): string => `${pick(['Kor', 'Bel', 'Mar', 'Tan', 'Ves'])}${Math.floor(random() * 1e6).toString(36)}`;
  const word = (): string => {
    const place = random();
    if (place < FUNCTION_SHARE) return pick(eng);
    if (place < FUNCTION_SHARE + OWN_SHARE) return name();
    const wanted = random() * sum;
    let low = 0;
    let high = bounds.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bounds[middle]! < wanted) low = middle + 1;
      else high = middle;
    }
    return content[low]!.stem;
  };
  const words = (count: number): string => Array.from({ length: count }, word).join(' ');
  return {
    words,
    name,
    between: (low: number, high: number): number => low + random() * (high - low),
    chance: (share: number): boolean => random() < share,
    paragraph: (): string => Array.from({ length: 3 + Math.floor(random() * 5) }, () => `${words(18)}.`).join(' '),
    table: (): string =>
      [
        '| model | a | b |',
        '|---|---|---|',
        ...Array.from({ length: 6 }, () => `| ${name()} | ${random().toFixed(3)} | ${random().toFixed(3)} |`),
      ].join('\n'),
  };
}

const [, script, folder, papers, characters, mostCharacters] = process.argv;
if (script === fileURLToPath(import.meta.url) && folder) {
  writeCorpus(folder, {
    papers: Number(papers ?? FULL_CORPUS.papers),
    characters: Number(characters ?? FULL_CORPUS.characters),
    ...(mostCharacters === undefined ? {} : { mostCharacters: Number(mostCharacters) }),
  });
}
