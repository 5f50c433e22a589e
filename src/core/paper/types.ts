/**
 * The parts of a paper. Every offset is in UTF-16 code units of the paper's text (decoded without a leading BOM, with its original line
 * ends), end exclusive.
 */

/** How a text is read. `text` knows only paragraphs. */
export type PaperFormat = 'markdown' | 'latex' | 'text';

export type BlockKind =
  'heading' | 'paragraph' | 'list' | 'table' | 'caption' | 'code' | 'quote' | 'math' | 'html' | 'rule';

/** What a block is for. Only `body` is lit by default. */
export type BlockRole = 'body' | 'frontMatter' | 'references' | 'furniture';

/** A block of the paper, without white space at its ends. Blocks are in text order and do not overlap. */
export interface Block {
  readonly kind: BlockKind;
  readonly role: BlockRole;
  readonly start: number;
  readonly end: number;
  /** Start of the block whose paragraph continues here, when a page break, figure or formula separates the two. */
  readonly continues?: number;
  /** How its text is read, where that is not how the paper is read: a table in LaTeX within markdown. */
  readonly format?: PaperFormat;
}

export interface Heading {
  /** 1 is the highest. */
  readonly level: number;
  /** The words of the heading, without marks, tags, emphasis and attributes. */
  readonly title: string;
  readonly start: number;
  readonly end: number;
}

/** A piece of the paper that an engine reads in one run. Chunks cover the whole paper. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
  /** Titles of the `#` lines above and at the chunk's start, outermost first. Levels come from the marks alone, as in the reference. */
  readonly headings: readonly string[];
}

/** A paper's structure. It does not hold the text: users of the outline have it. */
export interface Outline {
  /** How the text was read, which decides how to read its marks. */
  readonly format: PaperFormat;
  /**
   * The sections that a reader sees, in text order. Levels follow the numbers of headings where they have some. Lines that are headings
   * without marks are included; running heads and paragraphs with marks are not.
   */
  readonly headings: readonly Heading[];
  readonly chunks: readonly Chunk[];
  readonly blocks: readonly Block[];
}
