import { countOf, parseArguments } from '../../src/cli/command';
import { KnownError } from '../../src/core/errors/knownError';

export const HELP = `npm run bench -- [OPTIONS]
    Measures the full model beside other ways to run it, and what a reader waits for; writes docs/benchmarks/NAME.json.
    --base           a model of random weights of the real one's size, made on the spot: 1.5 GB of disk while it runs
    --tokenizer FILE the vocabulary of that model (default: the tests' small one, which makes 2.5 times the tokens of a trained one)
    --model M        an installed model, or a folder (default: the catalogue's)
    --python PATH    a Python with torch, transformers and onnx, to compare with (default: EVIDENCE_LENS_PYTHON)
    --small          the model that ships, beside PyTorch and Python's onnxruntime; prints tables, with --python, --threads, --rounds, --paper FILE only
    --cascade        how soon the full model has read what matters; with --paper FILE, --questions FILE, --model, --threads, --count only
    --library        indexes of made-up libraries; with --papers A,B, --characters SHORTEST-LONGEST, --folder FOLDER, --document only
    --window         how soon the first passage of a large paper is lit in the editor, with all views open and closed; with --rounds, --characters only
    --quick          fewer lengths and a small library: about 6 minutes on 2 cores
    --rounds N       interleaved rounds of each figure (default 5)
    --lengths A,B    tokens of the sequences
    --threads N      threads of each system (default: as the extension takes)
    --papers N       papers of the library (default 700; 40 with --quick)
    --document       put the run into docs/BENCHMARKS.md as well
    --from FILE      measure nothing: read the figures of an earlier run`;

const OPTIONS = {
  base: { type: 'boolean' },
  tokenizer: { type: 'string' },
  model: { type: 'string' },
  python: { type: 'string' },
  quick: { type: 'boolean' },
  rounds: { type: 'string' },
  lengths: { type: 'string' },
  threads: { type: 'string' },
  papers: { type: 'string' },
  document: { type: 'boolean' },
  from: { type: 'string' },
  help: { type: 'boolean' },
} as const;

const LENGTHS = [128, 256, 512, 1024, 2048, 4096, 8192];
const QUICK_LENGTHS = [128, 512, 2048];

export interface BenchOptions {
  readonly base: boolean;
  /** A tokenizer.json for the model of `base`. */
  readonly tokenizer: string | undefined;
  readonly model: string | undefined;
  readonly python: string | undefined;
  readonly quick: boolean;
  readonly rounds: number;
  readonly lengths: readonly number[];
  /** 0 for the extension's default number. */
  readonly threads: number;
  readonly papers: number;
  readonly document: boolean;
  readonly from: string | undefined;
}

/** Reads the arguments; undefined when help was requested. Throws a `KnownError` for wrong use. */
export function readOptions(args: readonly string[]): BenchOptions | undefined {
  const { values, positionals } = parseArguments(args, OPTIONS);
  if (values.help) return undefined;
  if (positionals.length > 0) throw new KnownError('usage', `unexpected argument '${positionals[0]!}'`);
  if (values.base && values.model !== undefined) throw new KnownError('usage', '--base and --model exclude each other');
  if (values.tokenizer !== undefined && !values.base) throw new KnownError('usage', '--tokenizer is for --base only');
  const quick = values.quick ?? false;
  const given = values.lengths?.split(',').map((length) => countOf(length, '--lengths', 8));
  return {
    base: values.base ?? false,
    tokenizer: values.tokenizer,
    model: values.model,
    python: values.python ?? (process.env['EVIDENCE_LENS_PYTHON'] || undefined),
    quick,
    rounds: countOf(values.rounds ?? '5', '--rounds', 1),
    lengths: given ?? (quick ? QUICK_LENGTHS : LENGTHS),
    threads: countOf(values.threads ?? '0', '--threads'),
    papers: countOf(values.papers ?? (quick ? '40' : '700'), '--papers', 1),
    document: values.document ?? false,
    from: values.from,
  };
}
