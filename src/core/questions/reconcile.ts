import { isKept, type PaperRecord } from './codec';
import { withMerged, type Question } from './question';

/**
 * What is to be kept of a paper that several windows have open: the record of this window, together with what others have kept since this one last
 * read or wrote. Questions are told apart by id; of one that both have, the side counts that has changed it, and this window where both have.
 *
 * @param mine the paper in this window
 * @param base what this window last read or wrote; undefined when it has done neither
 * @param stored what is kept now; undefined when nothing is, and then all of this window is kept
 */
export function reconciled(
  mine: PaperRecord,
  base: PaperRecord | undefined,
  stored: PaperRecord | undefined,
): PaperRecord {
  if (!stored) return mine;
  const before = byId(base);
  const there = byId(stored);
  // One that is just being asked again has its earlier answer there.
  const own = mine.questions.filter(isKept).flatMap((question) => {
    if (before.get(question.id) !== question) return [question];
    // Another window may have changed it since, or removed it.
    return there.get(question.id) ?? [];
  });
  const removed = new Set([...before.keys()].filter((id) => !mine.questions.some((question) => question.id === id)));
  const others = stored.questions.filter(({ id }) => !removed.has(id));
  const choices = (record: PaperRecord | undefined) => [record?.threshold, record?.includeReferences].join();
  const { threshold, includeReferences } = choices(mine) === choices(base) ? stored : mine;
  return {
    uri: mine.uri,
    ...(threshold === undefined ? {} : { threshold }),
    ...(includeReferences === undefined ? {} : { includeReferences }),
    questions: withMerged(own, others),
  };
}

function byId(record: PaperRecord | undefined): ReadonlyMap<string, Question> {
  return new Map(record?.questions.map((question) => [question.id, question]));
}
