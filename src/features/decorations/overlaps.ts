import type * as vscode from 'vscode';
import type { ShownPassage } from '../../papers/papers';

/** Where passages of different questions overlap, by place. The hover there tells all of them. */
export function overlapsOf(passages: readonly Pick<ShownPassage, 'range' | 'question'>[]): vscode.Range[] {
  const overlaps: vscode.Range[] = [];
  // Passages are by place: the one that reaches furthest so far is all that a later one can overlap anew.
  let furthest: (typeof passages)[number] | undefined;
  for (const passage of passages) {
    const overlap =
      furthest && furthest.question.id !== passage.question.id && furthest.range.intersection(passage.range);
    if (overlap && !overlap.isEmpty) overlaps.push(overlap);
    if (!furthest || passage.range.end.isAfter(furthest.range.end)) furthest = passage;
  }
  return overlaps;
}
