import type { TextRange } from '../text/trim';
import type { LineScan } from './lineScan';

/** MyST directives whose content is text of the paper. Other directives hold code, the file of a figure, or data. */
const TEXT_DIRECTIVES =
  'note|tip|hint|important|warning|caution|attention|danger|error|seealso|admonition|todo|margin|sidebar|aside|topic|epigraph|pull-quote|' +
  'highlights|dropdown|card|grid|grid-item|grid-item-card|tab-set|tab-item|details|div|figure|table|list-table|abstract|proof|prf:[a-z]+|' +
  'theorem|lemma|definition|corollary|proposition|remark|example|exercise|solution|algorithm';
const OPENS_TEXT = new RegExp(`^[ \\t]*(?:\`{3,}|~{3,})\\{(?:${TEXT_DIRECTIVES})\\}`, 'i');
/** A colon fence (`:::`, `::: {.callout-note}`, `:::{note} Title`) or a MyST target (`(sec:data)=`). */
const COLONS = /^[ \t]*(?::{3,}[^:]*|\([\w:.+-]{1,80}\)=[ \t]*)$/;
const OPTION = /^[ \t]*(?::[\w-]{1,40}:|---[ \t]*$)/;
/** Imports and exports of an MDX module, and a comment in braces. */
const MODULE_LINE =
  /^(?:import\s[^;]{0,300}?['"][^'"]{1,200}['"];?|export\s+(?:default|const|let|function|class|\{|\*).*|\{\/\*.*\*\/\})[ \t]*$/;
/** A statement of an MDX module over several lines, up to the bracket that closes it at the start of a line. */
const MODULE =
  /^(?:import\s*(?=\{)|export\s+(?:default|const|let|var|function|async|class)\b)[^\r\n]{0,300}[{([][ \t]*(?:\r\n|\r|\n)(?:(?![}\])])[^\r\n]*(?:\r\n|\r|\n)){0,200}[}\])][^\r\n]{0,200}$/my;
const LINE = /([^\r\n]*)(?:\r\n|\r|\n|$)/g;

/**
 * Lines of a markdown text that only say how the text around them is shown: fences of callouts and other directives, their options,
 * targets, imports. The text that they enclose is not included.
 *
 * @returns ranges of whole lines, without the line end of the last, in text order
 */
export function directiveLines(text: string, { fences, frontMatter }: LineScan): TextRange[] {
  const found: TextRange[] = [];
  let next = 0;
  let opensDirective = false;
  LINE.lastIndex = frontMatter?.end ?? 0;
  while (LINE.lastIndex < text.length) {
    const start = LINE.lastIndex;
    const line = LINE.exec(text)![1]!;
    const end = start + line.length;
    MODULE.lastIndex = start;
    const statement = /^(?:im|ex)port\b/.test(line) ? MODULE.exec(text)?.[0].length : undefined;
    if (statement !== undefined) {
      found.push({ start, end: start + statement });
      LINE.lastIndex = start + statement;
      continue;
    }
    while (next < fences.length && fences[next]!.end <= start) next++;
    const fence = fences[next];
    const isFenceLine = fence !== undefined && start >= fence.start;
    if (isFenceLine && !OPENS_TEXT.test(text.slice(fence.start, fence.start + 200))) {
      opensDirective = false;
      continue;
    }
    const bounds = isFenceLine && (start === fence.start || (end === fence.end && fence.closed));
    const isDirective = bounds || COLONS.test(line);
    const isAside = isDirective || (opensDirective && OPTION.test(line)) || MODULE_LINE.test(line);
    if (isAside && line !== '') found.push({ start, end });
    opensDirective = isDirective || (opensDirective && OPTION.test(line));
  }
  return found;
}
