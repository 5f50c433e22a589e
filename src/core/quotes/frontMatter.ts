/** Longer front matter is none, UTF-16 code units. */
const MAX_CHARS = 100_000;
/** A longer value is no title and no key, UTF-16 code units. */
const MAX_VALUE_CHARS = 2000;

/** `name: value` at the start of a line; the name may stand in quotes. */
const ENTRY = /^(["']?)([\w -]{1,64})\1[ \t]*:(?:[ \t]+(.*))?$/;
/** What begins a list, a mapping, an alias, a tag or a directive of YAML: none of them is a text. */
const NO_TEXT = /^[[\]{}&*!%@`,]|^[-?:](?:\s|$)/;
/** The head of a text in lines of its own, such as `>-`. */
const BLOCK = /^[|>][-+0-9]*[ \t]*(?:#.*)?$/;

const ESCAPES: Readonly<Record<string, string>> = { '0': '\0', a: '\x07', b: '\b', e: '\x1b', f: '\f', v: '\v' };
/** Escapes of white space: each is a blank here. */
const BLANKS = 'ntrN_LP';

/**
 * The texts of a paper's front matter by name: what stands at its outermost level as `name: text`, plain, in quotes or in lines of its own, as
 * YAML writes it. Each run of white space is one blank.
 *
 * It is read line by line, in time that grows with its length only, and nothing in it is nested here: a parser of all of YAML takes minutes for
 * some papers of a few hundred characters. What is no text (lists, mappings) or cannot be read is left out.
 */
export function frontMatterOf(text: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { name, lines } of entriesOf(linesOf(text))) {
    const value = textOf(lines);
    if (value !== undefined && !texts.has(name)) texts.set(name, value);
  }
  return texts;
}

/** The lines between the marks; none where there is no front matter. */
function linesOf(text: string): readonly string[] {
  if (!/^---[ \t]*\r?\n/.test(text)) return [];
  const [, ...lines] = text.slice(0, MAX_CHARS).split(/\r?\n/);
  const end = lines.findIndex((line) => /^(?:---|\.\.\.)[ \t]*$/.test(line));
  return lines.slice(0, Math.max(end, 0));
}

/** A name with the lines of its value: what follows it on its own line, and all lines that are indented below. */
interface Entry {
  readonly name: string;
  readonly lines: string[];
}

function entriesOf(lines: readonly string[]): readonly Entry[] {
  const entries: Entry[] = [];
  let entry: Entry | undefined;
  for (const line of lines) {
    if (line === '' || /^[ \t]/.test(line)) {
      entry?.lines.push(line);
      continue;
    }
    const [, , name, value = ''] = ENTRY.exec(line) ?? [];
    entry = name === undefined ? undefined : { name: name.trim(), lines: [value] };
    if (entry) entries.push(entry);
  }
  return entries;
}

function textOf([first = '', ...rest]: readonly string[]): string | undefined {
  const head = first.trim();
  const length = rest.reduce((sum, line) => sum + line.length, head.length);
  if (length > MAX_VALUE_CHARS) return undefined;
  if (BLOCK.test(head)) return folded(rest.join('\n'));
  const whole = folded([head, ...rest].join('\n'));
  if (whole === undefined || NO_TEXT.test(whole)) return undefined;
  if (whole.startsWith('"')) return doubleQuoted(whole);
  if (whole.startsWith("'")) return singleQuoted(whole);
  const plain = folded([head, ...rest].map((line) => line.replace(/(?:^|[ \t])#.*$/, '')).join('\n'));
  // A colon with a blank begins a mapping.
  return plain === undefined || /:(?: |$)/.test(plain) ? undefined : plain;
}

function doubleQuoted(text: string): string | undefined {
  const [, inside] = /^"((?:[^"\\]|\\.)*)"(?:\s+#.*)?$/.exec(text) ?? [];
  const read = inside?.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(.))/gi,
    (_, byte?: string, unit?: string, character: string = '') => {
      const code = byte ?? unit;
      if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
      return ESCAPES[character] ?? (BLANKS.includes(character) ? ' ' : character);
    },
  );
  return read === undefined ? undefined : folded(read);
}

function singleQuoted(text: string): string | undefined {
  const [, inside] = /^'((?:[^']|'')*)'(?:\s+#.*)?$/.exec(text) ?? [];
  return inside === undefined ? undefined : folded(inside.replaceAll("''", "'"));
}

/** One line of it; undefined when it is blank. */
function folded(text: string): string | undefined {
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' ? undefined : line;
}
