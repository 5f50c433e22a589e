import type { EngineSpec } from '../inference/protocol';
import { UsageError } from './usageError';

/** Finds the engine that `--model` names. */
export function engineOf(model: string): EngineSpec {
  if (model === 'keyword') return { kind: 'keyword' };
  throw new UsageError(`there is no model '${model}': this version has 'keyword' only`);
}
