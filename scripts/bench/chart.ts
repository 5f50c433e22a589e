import type { TopLevelSpec } from 'vega-lite';
import { type BenchReport, SYSTEM_TITLES } from './report';

/** Tokens per second of each system by sequence length, medians with their spread, as an SVG. */
export async function speedSvg({ speed }: BenchReport): Promise<string> {
  const values = speed.flatMap(({ tokens, systems }) =>
    Object.entries(systems).map(([name, { tokensPerSecond }]) => ({
      tokens,
      system: SYSTEM_TITLES[name] ?? name,
      ...tokensPerSecond,
    })),
  );
  const tokens = {
    field: 'tokens',
    type: 'quantitative',
    scale: { type: 'log', base: 2 },
    title: 'tokens of the sequence',
    axis: { values: speed.map((figures) => figures.tokens), format: ',d' },
  } as const;
  const perSecond = (field: string) =>
    ({ field, type: 'quantitative', scale: { zero: true }, title: 'tokens per second' }) as const;
  const spec: TopLevelSpec = {
    background: 'white',
    width: 640,
    height: 380,
    title: 'Speed of a model of base size: medians and spread over interleaved rounds',
    data: { values },
    encoding: {
      x: tokens,
      color: {
        field: 'system',
        type: 'nominal',
        title: null,
        scale: { scheme: 'tableau10' },
        sort: Object.values(SYSTEM_TITLES),
        legend: { labelLimit: 300, symbolOpacity: 1 },
      },
    },
    layer: [
      { mark: { type: 'rule', opacity: 0.4 }, encoding: { y: perSecond('min'), y2: { field: 'max' } } },
      { mark: { type: 'line', point: { size: 40 } }, encoding: { y: perSecond('median') } },
    ],
  };
  // These libraries are ES modules with top-level await, so a CommonJS script must import them here.
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  return `${await new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG()}\n`;
}
