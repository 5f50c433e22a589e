import { markdownTable as table } from '../eval/tables';
import { type BenchReport, type SpeedFigures, SYSTEM_TITLES } from './report';
import type { Summary } from './summary';

const MEGABYTE = 1_000_000;
/** Required speed relative to PyTorch sdpa, as in docs/BENCHMARKS.md: [system, tokens, least ratio]. */
const RATIO_TARGETS = [
  ['fp32', 512, 1.2],
  ['fp32', 2048, 1.5],
  ['fp32', 8192, 2.0],
  ['int8', 512, 2.5],
  ['int8', 2048, 2.5],
  ['int8', 8192, 2.8],
] as const;
const MOST = {
  int8Disk: 240 * MEGABYTE,
  int8Memory: 400 * MEGABYTE,
  thresholdMs: 16,
  activationMs: 30,
  difference: 1e-4,
  firstSeconds: 1,
};

/** The parts of a report by their names in docs/BENCHMARKS.md. */
export function sectionsOf(report: BenchReport): Map<string, string> {
  return new Map([
    ['machine', machineText(report)],
    ['speed', speedTable(report)],
    ['ratios', ratioTable(report)],
    ['peak', peakTable(report)],
    ['loading', loadingTable(report)],
    ['waiting', waitingTable(report)],
    ['targets', targetTable(report)],
    ['left out', report.leftOut.map((reason) => `- ${reason}`).join('\n') || 'Nothing was left out.'],
  ]);
}

function machineText({ machine, load, rounds, model, date, name }: BenchReport): string {
  const { processor, cores, threads, memoryBytes, instructions, system, node, python } = machine;
  const able = instructions.length > 0 ? ` (${instructions.join(', ')})` : '';
  return (
    `Run \`${name}\` of ${date}: ${processor}${able}, ${cores} cores, ${threads} threads for each system, ` +
    `${(memoryBytes / 2 ** 30).toFixed(0)} GB; ${system}, Node ${node}${python === undefined ? '' : `, ${python}`}. ` +
    `Model: ${model}. ${rounds} interleaved rounds. ` +
    `**Load average of the whole machine: ${load.before} before, ${load.after} after** (the run itself makes about ${threads}).`
  );
}

function systemsOf({ speed }: BenchReport): string[] {
  return Object.keys(SYSTEM_TITLES).filter((name) => speed.some(({ systems }) => systems[name]));
}

function speedTable(report: BenchReport): string {
  const systems = systemsOf(report);
  return table(
    ['tokens', 'load', ...systems.map((name) => SYSTEM_TITLES[name]!)],
    report.speed.map(({ tokens, load, systems: figures }) => [
      String(tokens),
      String(load),
      ...systems.map((name) => spread(figures[name]?.tokensPerSecond, 0)),
    ]),
  );
}

function ratioTable(report: BenchReport): string {
  const systems = systemsOf(report).filter((name) => name !== 'sdpa');
  if (!report.speed.some(({ systems: figures }) => figures['sdpa'])) return 'PyTorch was not there to compare with.';
  return table(
    ['tokens', ...systems.map((name) => SYSTEM_TITLES[name]!), 'fp32: largest difference of a logit'],
    report.speed.map(({ tokens, systems: figures }) => [
      String(tokens),
      ...systems.map((name) => spread(figures[name]?.ratio, 2)),
      figures['fp32']?.largestDifference?.toExponential(1) ?? '–',
    ]),
  );
}

function peakTable({ speed, gemm }: BenchReport): string {
  const share = ({ tokens, operations, systems }: SpeedFigures, name: 'fp32' | 'int8'): string =>
    `${((100 * systems[name]!.tokensPerSecond.median * operations) / tokens / gemm[name]).toFixed(0)} %`;
  const rows = speed.map((figures) => [String(figures.tokens), share(figures, 'fp32'), share(figures, 'int8')]);
  const heads = (['fp32', 'int8'] as const).map(
    (name) => `${name}, of ${(gemm[name] / 1e9).toFixed(0)} billion operations/s`,
  );
  return table(['tokens', ...heads], rows);
}

function loadingTable({ loading, packageBytes, activationMs }: BenchReport): string {
  const rows = (['fp32', 'int8'] as const).map((name) => {
    const { diskBytes, loadSeconds, peakMemoryBytes } = loading[name];
    return [name, megabytes(diskBytes), spread(loadSeconds, 2), megabytes(peakMemoryBytes)];
  });
  const size = packageBytes === undefined ? 'not packaged' : megabytes(packageBytes);
  return [
    table(['model', 'on disk', 'load, s', 'peak memory of the process, windows of 512 tokens'], rows),
    table(
      ['extension', 'figure'],
      [
        ['activation in a real VS Code: loading the bundle and the call of `activate`, ms', spread(activationMs, 0)],
        ['package (VSIX)', size],
      ],
    ),
  ].join('\n\n');
}

function waitingTable({ paper, thresholdChange, keyword, library }: BenchReport): string {
  const kilo = (characters: number): string => `${Math.round(characters / 1000)} kB`;
  const model = `${kilo(paper.characters)} paper, ${paper.precision}, ${paper.chunks} chunks, ${paper.tokens} tokens`;
  return table(
    ['what', 'unit', 'median (spread)'],
    [
      [`${model}: first chunk scored`, 's', spread(paper.firstScoredSeconds, 2)],
      [`${model}: all chunks scored`, 's', spread(paper.wholeSeconds, 1)],
      [`${model}: the same question again`, 's', spread(paper.againSeconds, 3)],
      [
        `${model}: again after one edit (${paper.changedChunks} chunks changed)`,
        's',
        spread(paper.afterEditSeconds, 2),
      ],
      [`threshold change, ${thresholdChange.passages} passages derived`, 'ms', spread(thresholdChange.milliseconds, 1)],
      ...keyword.flatMap(({ characters, firstScoredMs, wholeMs }) => [
        [`keyword matching, ${kilo(characters)}: first paragraph`, 'ms', spread(firstScoredMs, 0)],
        [`keyword matching, ${kilo(characters)}: all`, 'ms', spread(wholeMs, 0)],
      ]),
      [
        `index of ${library.papers} papers (${megabytes(library.textBytes)}): first indexing`,
        's',
        String(library.firstIndexSeconds),
      ],
      [
        'index: keyword answer, median (slowest)',
        'ms',
        `${library.keywordAnswerMedianMs} (${library.keywordAnswerMaxMs})`,
      ],
      ['index: one paper anew', 'ms', String(library.updateOfOnePaperMs)],
      ['index: opening the stored one', 'ms', String(library.openStoredMs)],
      ['index: stored', '', megabytes(library.storedBytes)],
      ['index: peak memory of its process', '', megabytes(library.peakMemoryBytes)],
    ],
  );
}

function targetTable(report: BenchReport): string {
  const { speed, loading, paper, thresholdChange, activationMs } = report;
  const difference = speed.reduce((most, { systems }) => Math.max(most, systems['fp32']?.largestDifference ?? 0), 0);
  const compared = speed.some(({ systems }) => systems['fp32']?.largestDifference !== undefined);
  const rows = [
    ...RATIO_TARGETS.map(([system, tokens, least]) => {
      const found = speed.find((figures) => figures.tokens === tokens)?.systems[system]?.ratio?.median;
      const verdict =
        found === undefined
          ? 'not measured'
          : found >= least
            ? 'met'
            : `missed by ${(100 * (1 - found / least)).toFixed(0)} %`;
      return [`${system} to PyTorch sdpa at ${tokens} tokens`, `at least ${least}`, found?.toFixed(2) ?? '–', verdict];
    }),
    atMost(
      'fp32: largest difference of a logit from PyTorch, lengths of this run',
      MOST.difference,
      compared ? difference : undefined,
      (value) => value.toExponential(1),
    ),
    atMost('int8 on disk', MOST.int8Disk, loading.int8.diskBytes, megabytes),
    atMost('int8 peak memory at 512 tokens', MOST.int8Memory, loading.int8.peakMemoryBytes, megabytes),
    atMost('first chunk of a 100 kB paper, int8, s', MOST.firstSeconds, paper.firstScoredSeconds.median, (value) =>
      value.toFixed(2),
    ),
    atMost(
      `threshold change, ${thresholdChange.passages} passages, ms`,
      MOST.thresholdMs,
      thresholdChange.milliseconds.median,
      (value) => value.toFixed(1),
    ),
    atMost('activation of the extension, ms', MOST.activationMs, activationMs?.median, (value) => value.toFixed(0)),
  ];
  return `${kindOfMachine(report)}\n\n${table(['target', 'wanted', 'found', ''], rows)}`;
}

/** The targets hold for one kind of processor. A report of another kind says so first. */
function kindOfMachine({ machine: { instructions, cores } }: BenchReport): string {
  const isMeant = instructions.includes('avx512_vnni') && cores === 2;
  if (isMeant) return 'This run was on a machine of that kind.';
  const able = instructions.length > 0 ? instructions.join(', ') : 'unknown instructions';
  return (
    `**This run was on another kind of machine: ${cores} cores, ${able}.** Without VNNI products of 8 bits gain less, and weights have 7 bits. ` +
    'What is met or missed here says nothing certain about the machine that the targets name.'
  );
}

function atMost(name: string, most: number, found: number | undefined, text: (value: number) => string): string[] {
  const verdict =
    found === undefined ? 'not measured' : found <= most ? 'met' : `missed: ${(found / most).toFixed(2)} times as much`;
  return [name, `at most ${text(most)}`, found === undefined ? '–' : text(found), verdict];
}

/** A median with its spread; a dash where nothing was measured. */
export function spread(summary: Summary | undefined, digits: number): string {
  if (!summary) return '–';
  const { median, min, max } = summary;
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '–' : `${(bytes / MEGABYTE).toFixed(bytes < 10 * MEGABYTE ? 1 : 0)} MB`;
}
