import { isKept, type PaperRecord } from './codec';
import { withMerged, type Question } from './question';

/**
 * What to save of a paper that several windows have open: this window's record, merged with what other windows have saved since this one
 * last read or wrote. Questions are matched by id. If only one side has changed a question, that side counts; if both, this window.
 *
 * @param mine the paper in this window
 * @param base what this window last read or wrote; undefined when it has not done either
 * @param stored what is saved now; undefined when nothing is, and then this window's record is saved as it is
 */
export function reconciled(
  mine: PaperRecord,
  base: PaperRecord | undefined,
  stored: PaperRecord | undefined,
): PaperRecord {
  if (!stored) return mine;
  const before = byId(base);
  const there = byId(stored);
  // A question that is being asked again is left out here, so its earlier answer comes from the stored record.
  const own = mine.questions.filter(isKept).flatMap((question) => {
    if (before.get(question.id) !== question) return [question];
    // This window has not changed it; another may have changed or removed it.
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
