import { ModelFileError, named } from '../modelFileError';

export type Json = Readonly<Record<string, unknown>>;

/** Where neither the number nor the names of the labels are given: the reference's default. */
const DEFAULT_LABELS = 2;

/** Reads the values of a `config.json`, and collects what is missing or cannot be run. */
export abstract class ConfigReader {
  private readonly problems: string[] = [];
  protected readonly json: Json;

  constructor(file: unknown) {
    this.json = isObject(file) ? file : {};
  }

  /** @throws ModelFileError `unsupported`, with everything that was expected in vain */
  protected demandSound(kind: string): void {
    if (this.problems.length === 0) return;
    throw new ModelFileError(
      'unsupported',
      `The config.json of this model is not that of a ${kind} token classifier that can be run: ${named(this.problems)}.`,
      this.problems.join('; '),
    );
  }

  protected labels(): number {
    const { id2label, num_labels: count } = this.json;
    if (isObject(id2label)) {
      const labels = Object.keys(id2label).length;
      this.expect('id2label', labels >= 2, 'two labels or more');
      return labels;
    }
    this.expect('num_labels', count === undefined || (isCount(count) && count >= 2), '2 or more');
    return isCount(count) ? count : DEFAULT_LABELS;
  }

  protected count(name: string, fallback?: number): number {
    const value = this.json[name] ?? fallback;
    this.expect(name, isCount(value), 'a whole number above 0');
    return isCount(value) ? value : 1;
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
    const value = name.split('.').reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), this.json);
    const found = value === undefined ? 'missing' : JSON.stringify(value).slice(0, 60);
    this.problems.push(`${name} is ${found} instead of ${wanted}`);
  }
}

/** No size of a model comes near this; it keeps hostile files from asking for more memory than there is. */
const MAX_COUNT = 1_000_000;

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= MAX_COUNT;
}

export function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
