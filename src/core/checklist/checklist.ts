import { readableLine } from '../text/plainMarkdown';
import { MAX_QUESTION_CHARS } from '../questions/question';

/** A list of questions that is asked of one paper after another. */
export interface Checklist {
  /** The first heading; absent when there is none. */
  readonly title?: string;
  /** In the order of the list, each once. */
  readonly questions: readonly string[];
}

/** More questions than this are left out: a reader would not wait for them. */
export const MAX_LIST = 200;

const FENCE = /^[ \t]{0,3}(`{3,}|~{3,})/;
const HEADING = /^#{1,6}[ \t]+(.*?)[ \t]*#*$/;
/** An item of a list, also one with a box to tick. */
const ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(.*)$/;
/** The next line of an item. */
const CONTINUED = /^[ \t]+(\S.*)$/;

/** Reads the questions of a markdown list: each item is one, at every level. Other text, such as an introduction, is left out. */
export function checklistOf(markdown: string): Checklist {
  let title: string | undefined;
  let fence: string | undefined;
  let isInItem = false;
  const items: string[] = [];
  for (const line of markdown.split(/\r\n|\r|\n/)) {
    const mark = FENCE.exec(line)?.[1];
    if (mark !== undefined) fence = fence === undefined ? mark : line.trim().startsWith(fence) ? undefined : fence;
    const item = fence === undefined && mark === undefined ? ITEM.exec(line)?.[1] : undefined;
    const more: string | undefined = isInItem && fence === undefined ? CONTINUED.exec(line)?.[1] : undefined;
    if (item !== undefined) items.push(item);
    else if (more !== undefined) items.push(`${items.pop()!} ${more}`);
    isInItem = item !== undefined || more !== undefined;
    if (fence === undefined) title ??= HEADING.exec(line)?.[1];
  }
  const questions = items.map(readableLine).filter((text) => /\p{L}/u.test(text) && text.length <= MAX_QUESTION_CHARS);
  return {
    ...(title === undefined || title === '' ? {} : { title: readableLine(title) }),
    questions: [...new Set(questions)].slice(0, MAX_LIST),
  };
}
