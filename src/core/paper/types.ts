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
}

/** A heading: in markdown a line (`#` to `######`, as the reference chunker reads them), in LaTeX a command with its arguments. */
export interface Heading {
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
  /** The titles of the headings above and at the chunk's start, outermost first. */
  readonly headings: readonly string[];
}

/** A paper's structure. It holds no text: whoever has the outline has the text too. */
export interface Outline {
  /** How the text was read, and so what its marks are. */
  readonly format: PaperFormat;
  readonly headings: readonly Heading[];
  readonly chunks: readonly Chunk[];
  readonly blocks: readonly Block[];
}
