/**
 * The parts of a paper. Every offset is in UTF-16 code units of the paper's text (decoded without a leading BOM, line ends
 * as they are), end exclusive.
 */

/** How a text is read: `text` knows paragraphs only. */
export type PaperFormat = 'markdown' | 'latex' | 'text';

export type BlockKind =
  'heading' | 'paragraph' | 'list' | 'table' | 'caption' | 'code' | 'quote' | 'math' | 'html' | 'rule';

/** What a block is for. Only `body` is lit by default. */
export type BlockRole = 'body' | 'frontMatter' | 'references' | 'furniture';

/** A block of the paper, trimmed of white space at both ends, in the order of the text and without overlaps. */
export interface Block {
  readonly kind: BlockKind;
  readonly role: BlockRole;
  readonly start: number;
  readonly end: number;
  /** The start of the block whose paragraph goes on here: a page break, a figure or a formula has torn it. */
  readonly continues?: number;
}

/** A heading. */
export interface Heading {
  /** 1 is the highest. */
  readonly level: number;
  /** The words of the heading, without marks, tags, emphasis and attributes. */
  readonly title: string;
  readonly start: number;
  readonly end: number;
}

/** A piece of the paper that one run of an engine reads; the chunks cover the paper. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
  /** The titles of the `#` lines above and at the chunk's start, outermost first, by their marks alone: as the reference has them. */
  readonly headings: readonly string[];
}

/** A paper's structure. It holds no text: whoever has the outline has the text too. */
export interface Outline {
  /** How the text was read, and so what its marks are. */
  readonly format: PaperFormat;
  /**
   * The sections that a reader sees, by place. Levels follow the numbers of the headings where they have some; lines that are headings
   * without a mark are among them, running heads and paragraphs with marks are not.
   */
  readonly headings: readonly Heading[];
  readonly chunks: readonly Chunk[];
  readonly blocks: readonly Block[];
}
