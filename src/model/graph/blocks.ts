import type { OnnxGraph, Value } from './onnxGraph';
import { MASKED } from './operators';

/** How local attention cuts the tokens into blocks. */
export interface Blocks {
  /** The tokens of each block, [blocks, BLOCK]. Indexes past the end are replaced by the last token. */
  readonly queries: Value;
  /** The tokens that each block can see, [blocks, window]. Indexes outside the text are replaced by the first or last token. */
  readonly keys: Value;
  /** 0 where a query sees a key, MASKED elsewhere, [blocks, 1, BLOCK, window]. */
  readonly mask: Value;
  /** Keys of each block. */
  readonly window: number;
}

/** Queries in one block. Smaller blocks waste fewer scores on masked keys, larger ones multiply faster. */
export const BLOCK = 64;
/** The first token of each block of `size` tokens, [blocks, 1]. */
export function firstOfEach(graph: OnnxGraph, tokens: Value, size: number): Value {
  const starts = graph.add('Range', [graph.int(0), tokens, graph.int(size)]);
  return graph.add('Unsqueeze', [starts, graph.ints([1])]);
}

export function planBlocks(graph: OnnxGraph, tokens: Value, reach: number): Blocks {
  const sides = Math.ceil(reach / BLOCK);
  const last = graph.add('Sub', [tokens, graph.int(1)]);
  const column = firstOfEach(graph, tokens, BLOCK);
  const at = (from: number, length: number): Value =>
    graph.add('Add', [column, graph.ints(Array.from({ length }, (_, index) => from + index))]);
  const within = (index: Value): Value => graph.add('Min', [graph.add('Max', [index, graph.int(0)]), last]);

  const queries = at(0, BLOCK);
  const window = (2 * sides + 1) * BLOCK;
  const keys = at(-sides * BLOCK, window);
  const clipped = within(keys);
  const distance = graph.add('Abs', [
    graph.add('Sub', [
      graph.add('Unsqueeze', [queries, graph.ints([2])]),
      graph.add('Unsqueeze', [keys, graph.ints([1])]),
    ]),
  ]);
  const isNear = graph.add('LessOrEqual', [distance, graph.int(reach)]);
  const isToken = graph.add('Unsqueeze', [graph.add('Equal', [keys, clipped]), graph.ints([1])]);
  const sees = graph.add('And', [isNear, isToken]);
  return {
    queries: within(queries),
    keys: clipped,
    window,
    mask: graph.add('Unsqueeze', [graph.add('Where', [sees, graph.number(0), graph.number(MASKED)]), graph.ints([1])]),
  };
}
