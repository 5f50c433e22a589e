import type * as vscode from 'vscode';
import type { ShownPassage } from '../../papers/papers';

/** Where passages of different questions overlap, by place. The hover there tells all of them. */
export function overlapsOf(passages: readonly Pick<ShownPassage, 'pieces' | 'question'>[]): vscode.Range[] {
  const overlaps: vscode.Range[] = [];
  const pieces = passages
    .flatMap(({ pieces: own, question }) => own.map((range) => ({ range, question })))
    .sort((a, b) => a.range.start.compareTo(b.range.start));
  // They are by place: the one that reaches furthest so far is all that a later one can overlap anew.
  let furthest: (typeof pieces)[number] | undefined;
  for (const passage of pieces) {
    const overlap =
      furthest && furthest.question.id !== passage.question.id && furthest.range.intersection(passage.range);
    if (overlap && !overlap.isEmpty) overlaps.push(overlap);
    if (!furthest || passage.range.end.isAfter(furthest.range.end)) furthest = passage;
  }
  return overlaps;
}
