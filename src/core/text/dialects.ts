import type { PlainWriter } from './plainWriter';

/**
 * Marks of the dialects in which papers are written (Quarto, R Markdown, MyST, MDX, Obsidian), as named groups of one expression. Every
 * repetition is bounded, which keeps matching linear.
 */
export const DIALECT_MARKS = [
  // [@doe2020, p. 3; see @roe], @fig-noise, @doe2020
  '(?<citation>\\[(?:[^\\[\\]\\r\\n@]{0,80}@[\\w:.#$%&+?~/-]{1,120}){1,20}[^\\[\\]\\r\\n@]{0,80}\\]|' +
    '(?<![\\p{L}\\p{N}.@])-?@(?:(?:fig|tbl|tab|sec|eq|lst|thm|lem|cor|prp|def|exm|exr|alg)-[\\w-]{1,80}|[A-Za-z][\\w:-]{1,60}\\d{4}[a-z]?))',
  // {numref}`fig-noise`, {ref}`the data <data>`, {cite:p}`doe`
  '(?<role>\\{(?<roleName>[a-zA-Z][\\w:.+-]{0,40})\\}`(?<roleText>[^`\\r\\n]{0,300})`)',
  // {{< include a.qmd >}}, %%a comment%%, {/* a comment */}
  '(?<shortcode>\\{\\{[<%][^{}]{0,300}[>%]\\}\\}|%%[^%]{0,2000}%%|\\{/\\*[^]{0,600}?\\*/\\})',
  // ![[a.png]], [[page|words]], [[page]]
  '(?<embed>!\\[\\[[^\\[\\]\\r\\n]{1,300}\\]\\])',
  '(?<wikilink>\\[\\[(?:[^\\[\\]|\\r\\n]{1,300}\\|)?(?=[^\\[\\]|\\r\\n]{1,300}\\]\\])|(?<=[^\\]\\s])\\]\\](?!\\())',
  // > [!note], the name of a block at the end of its line, ==marked==
  '(?<callout>\\[![a-zA-Z-]{1,30}\\][+-]?)',
  '(?<blockName>[ \\t]\\^[a-zA-Z0-9-]{4,40}$)',
  '(?<marked>==(?=\\S)|(?<=\\S)==)',
  '(?<directive>^[ \\t]{0,20}:{3,}[^:\\r\\n]{0,300}$)',
];

/** Roles that refer to something by its key. A text of their own stands before the key, which is then in `<...>`. */
const REFERENCE_ROLE = /^(?:(?:num|eq|prf:)?ref|cite.*|doc|download|any|label|eval)$/i;
const OWN_TEXT = /^(.*?)\s*<[^<>]*>$/;

/** Writes the words of a dialect's mark. @returns whether the mark belongs to a dialect */
export function writeDialect(
  written: PlainWriter,
  mark: string,
  at: number,
  groups: Readonly<Record<string, string | undefined>>,
): boolean {
  const { role, roleName, roleText } = groups;
  if (role !== undefined) {
    const inside = at + mark.length - 1 - roleText!.length;
    const own = OWN_TEXT.exec(roleText!)?.[1];
    const words = own ?? (REFERENCE_ROLE.test(roleName!) ? '' : roleText!);
    written.copy(words, 0, words.length, inside);
    return true;
  }
  return ['citation', 'shortcode', 'embed', 'wikilink', 'callout', 'blockName', 'marked', 'directive'].some(
    (name) => groups[name] !== undefined,
  );
}
