import type { ModernBertConfig } from '../../src/model/graph/modernBertConfig';

/**
 * Operations that a sequence needs: linear maps, and the products of attention that the model defines (in local layers those within reach).
 * A multiplication and an addition count as two. Additional operations of a graph are not counted.
 */
export function operationsOf(config: ModernBertConfig, tokens: number): number {
  const { hiddenSize: hidden, intermediateSize: intermediate, layers, localReach } = config;
  const maps = layers.length * (4 * hidden * hidden + 3 * hidden * intermediate) + hidden * hidden;
  const seen = layers.reduce(
    (sum, kind) => sum + (kind === 'global' ? tokens : Math.min(tokens, 2 * localReach + 1)),
    0,
  );
  return 2 * tokens * (maps + 2 * hidden * seen);
}
