/** UTF-16 code units. Longer front matter is ignored. */
const MAX_CHARS = 100_000;
/** UTF-16 code units. A longer value is neither a title nor a key. */
const MAX_VALUE_CHARS = 2000;

/** `name: value` at the start of a line. The name may be in quotes. */
const ENTRY = /^(["']?)([\w -]{1,64})\1[ \t]*:(?:[ \t]+(.*))?$/;
/** Start of a YAML list, mapping, alias, tag or directive: not a text. */
const NO_TEXT = /^[[\]{}&*!%@`,]|^[-?:](?:\s|$)/;
/** The header of a text that stands on the following lines, such as `>-`. */
const BLOCK = /^[|>][-+0-9]*[ \t]*(?:#.*)?$/;

const ESCAPES: Readonly<Record<string, string>> = { '0': '\0', a: '\x07', b: '\b', e: '\x1b', f: '\f', v: '\v' };
/** Escapes of white space. Here each becomes a blank. */
const BLANKS = 'ntrN_LP';

/**
 * The texts of a paper's front matter by name: `name: text` at its outermost level. The text may be plain, in quotes, or on lines of its
 * own, as in YAML. Each run of white space becomes one blank.
 *
 * The text is read line by line in linear time. A full YAML parser takes minutes for some papers of a few hundred characters. Whatever is
 * not a text (lists, mappings) or cannot be read is left out.
 */
export function frontMatterOf(text: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { name, lines } of entriesOf(linesOf(text))) {
    const value = textOf(lines);
    if (value !== undefined && !texts.has(name)) texts.set(name, value);
  }
  return texts;
}

/**
 * The texts of a list in front matter, such as its authors: one text, a list of texts, or a list of mappings, of which the names count
 * (`name`, or `given` and `family`). What cannot be read is left out.
 */
export function frontMatterList(text: string, names: readonly string[]): readonly string[] {
  const entry = entriesOf(linesOf(text)).find(({ name }) => names.includes(name.toLowerCase()));
  if (!entry) return [];
  const [head = '', ...rest] = entry.lines;
  const whole = textOf(entry.lines);
  if (whole !== undefined) return [whole];
  const flow = /^\[([^[\]{}]*)\][ \t]*(?:#.*)?$/.exec(folded([head, ...rest].join('\n')) ?? '');
  if (flow) return flow[1]!.split(',').flatMap((item) => textOf([item]) ?? []);
  const items: string[][] = [];
  const outer = /^[ \t]*/.exec(rest.find((line) => line.trim() !== '') ?? '')![0].length;
  let inner = outer;
  for (const line of rest) {
    const [, indent = '', mark = '', content = ''] = /^([ \t]*)(-[ \t]+)?(.*)$/.exec(line) ?? [];
    const isItem = mark !== '' && indent.length === outer;
    if (isItem || items.length === 0) {
      items.push([]);
      inner = outer + mark.length;
    }
    // What stands further inside belongs to a field, such as an affiliation with a name of its own.
    if (isItem || (mark === '' && indent.length === inner)) items.at(-1)!.push(content);
  }
  return items.flatMap((lines) => nameIn(lines) ?? []);
}

/** The name in the lines of a list's item: that of a mapping, or the text itself. */
function nameIn(lines: readonly string[]): string | undefined {
  const fields = new Map(
    lines.flatMap((line): [string, string][] => {
      const [, , name, value = ''] = ENTRY.exec(line) ?? [];
      const text = name === undefined ? undefined : textOf([value]);
      return name === undefined || text === undefined ? [] : [[name.trim().toLowerCase(), text]];
    }),
  );
  if (fields.size === 0) return textOf(lines);
  const parts = [fields.get('given') ?? fields.get('given-names'), fields.get('family') ?? fields.get('surname')];
  return fields.get('name') ?? fields.get('literal') ?? folded(parts.filter(Boolean).join(' '));
}

/** The lines between the front matter's marks; none when there is no front matter. */
function linesOf(text: string): readonly string[] {
  if (!/^---[ \t]*\r?\n/.test(text)) return [];
  const [, ...lines] = text.slice(0, MAX_CHARS).split(/\r?\n/);
  const end = lines.findIndex((line) => /^(?:---|\.\.\.)[ \t]*$/.test(line));
  return lines.slice(0, Math.max(end, 0));
}

/** A name with the lines of its value: the rest of its own line, and all indented lines below. */
interface Entry {
  readonly name: string;
  readonly lines: string[];
}

function entriesOf(lines: readonly string[]): readonly Entry[] {
  const entries: Entry[] = [];
  let entry: Entry | undefined;
  for (const line of lines) {
    // A list may stand below its name without being indented.
    const isItem = /^-[ \t]/.test(line) && entry?.lines[0] === '';
    if (line === '' || /^[ \t]/.test(line) || isItem) {
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
  // A colon followed by a blank starts a mapping.
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

/** The text on one line; undefined when it is blank. */
function folded(text: string): string | undefined {
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' ? undefined : line;
}
