import { sentence } from '../../core/text/sentence';
import { KnownError } from '../../core/errors/knownError';
import { fieldsOf, isFields } from '../../core/storage/schemas';

export type Json = Readonly<Record<string, unknown>>;

/** The reference's default when neither the number nor the names of labels are given. */
const DEFAULT_LABELS = 2;

/**
 * Upper limits; no model comes near. The graph's memory depends on these numbers before the weights are examined, so a hostile file must
 * not ask for more memory than there is.
 */
const MOST = {
  vocab_size: 1_000_000,
  hidden_size: 65_536,
  intermediate_size: 262_144,
  num_attention_heads: 1024,
  num_hidden_layers: 512,
  global_attn_every_n_layers: 512,
  local_attention: 8192,
  max_position_embeddings: 1_000_000,
  num_labels: 1000,
  type_vocab_size: 1000,
  section_tokens: 1000,
} as const;

/** Reads the values of a `config.json` and collects everything that is missing or not supported. */
export abstract class ConfigReader {
  private readonly problems: string[] = [];
  protected readonly json: Json;

  constructor(file: unknown) {
    this.json = fieldsOf(file);
  }

  /** @throws KnownError `badModel`, listing all problems */
  protected demandSound(kind: string): void {
    if (this.problems.length === 0) return;
    throw new KnownError(
      'badModel',
      sentence`The config.json of this model does not describe a ${kind} token classifier that Evidence Lens can run (${named(this.problems)}): choose another model.`,
      this.problems.join('; '),
    );
  }

  protected labels(): number {
    const { id2label, num_labels: count } = this.json;
    if (isFields(id2label)) {
      const labels = Object.keys(id2label).length;
      this.expect('id2label', labels >= 2 && labels <= MOST.num_labels, `2 to ${MOST.num_labels} labels`);
      return labels;
    }
    const fits = count === undefined || (isCount(count) && count >= 2 && count <= MOST.num_labels);
    this.expect('num_labels', fits, `a whole number from 2 to ${MOST.num_labels}`);
    return isCount(count) ? count : DEFAULT_LABELS;
  }

  protected count(name: keyof typeof MOST, fallback?: number): number {
    const value = this.json[name] ?? fallback;
    const most = MOST[name];
    const fits = isCount(value) && value <= most;
    this.expect(name, fits, `a whole number from 1 to ${most}`);
    return fits ? value : 1;
  }

  protected positive(name: string, fallback: number): number {
    const value = this.json[name] ?? fallback;
    this.expect(name, isPositive(value), 'a number above 0');
    return isPositive(value) ? value : fallback;
  }

  protected flag(name: string): boolean {
    const value = this.json[name] ?? false;
    this.expect(name, typeof value === 'boolean', 'true or false');
    return value === true;
  }

  protected expect(name: string, holds: boolean, wanted: string): void {
    if (holds) return;
    const value = name.split('.').reduce<unknown>((at, key) => (isFields(at) ? at[key] : undefined), this.json);
    const found = value === undefined ? 'missing' : JSON.stringify(value).slice(0, 60);
    this.problems.push(`${name} is ${found} instead of ${wanted}`);
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

export function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

const MOST_NAMES = 5;

/** A short list of names for a reader: the first few, and how many more there are. */
export function named(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}
