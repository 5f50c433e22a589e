import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';

type Rgb = readonly [number, number, number];

/** A colour of our manifest by the kind of theme. */
interface Defaults {
  readonly dark: string;
  readonly light: string;
  readonly highContrast: string;
  readonly highContrastLight: string;
}

const ROOT = path.resolve(import.meta.dirname, '../../..');
const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  contributes: { colors: { id: string; defaults: Defaults }[] };
};

/** What VS Code 1.139 itself draws in a theme: from the theme's file, else from the editor's defaults for its kind. */
interface Theme {
  readonly kind: keyof Defaults;
  readonly background: string;
  /** The editor's text, and bold, italic, headings and code as the theme colours them in markdown. */
  readonly text: readonly string[];
  /** Selection, find, occurrences, diff, errors, warnings and information, by name. */
  readonly taken: Readonly<Record<string, string>>;
}

const THEMES: Readonly<Record<string, Theme>> = {
  'Dark Modern': {
    kind: 'dark',
    background: '#1F1F1F',
    text: ['#CCCCCC', '#569CD6', '#C586C0', '#CE9178'],
    taken: {
      selection: '#264F78',
      'selection elsewhere': '#ADD6FF26',
      'find match': '#9E6A03',
      'other find matches': '#EA5C0055',
      'occurrence that is written': '#004972B8',
      inserted: '#9CCC2C33',
      removed: '#FF000033',
      error: '#F14C4C',
      warning: '#CCA700',
      information: '#59A4F9',
    },
  },
  'Light Modern': {
    kind: 'light',
    background: '#FFFFFF',
    text: ['#3B3B3B', '#000080', '#800000', '#800080'],
    taken: {
      selection: '#ADD6FF',
      'other find matches': '#EA5C0055',
      'occurrence that is written': '#0E639C40',
      inserted: '#9CCC2C40',
      removed: '#FF000033',
      error: '#E51400',
      warning: '#BF8803',
      information: '#0063D3',
    },
  },
  'Dark High Contrast': {
    kind: 'highContrast',
    background: '#000000',
    text: ['#FFFFFF', '#6796E6'],
    taken: {
      'find and occurrences': '#F38518',
      inserted: '#33FF2E',
      removed: '#FF008F',
      error: '#F48771',
      warning: '#FFD370',
      information: '#59A4F9',
    },
  },
  'Light High Contrast': {
    kind: 'highContrastLight',
    background: '#FFFFFF',
    text: ['#292929', '#000080', '#0F4A85', '#800080'],
    taken: {
      selection: '#0F4A85',
      'find and occurrences': '#006BBD',
      inserted: '#374E06',
      removed: '#AD0707',
      error: '#B5200D',
      warning: '#895503',
      information: '#0063D3',
    },
  },
};

/** WCAG 2: contrast of text, and of lines that carry meaning. */
const TEXT_CONTRAST = 4.5;
const LINE_CONTRAST = 3;
/** Degrees of the colour circle. Nearer hues are taken for the same. */
const LEAST_APART = 20;
/** Questions are told apart at a glance, side by side: by hues that differ by more. */
const QUESTIONS_APART = 28;

const ours = manifest.contributes.colors.filter(({ id }) => id !== 'evidence.overlap');
const backgrounds = ours.filter(({ id }) => !id.endsWith('Border'));
const borders = ours.filter(({ id }) => id.endsWith('Border') && !/paragraphBorder$/i.test(id));

function rgbOf(colour: string): Rgb {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)) as unknown as Rgb;
}

function alphaOf(colour: string): number {
  return colour.length > 7 ? parseInt(colour.slice(7, 9), 16) / 255 : 1;
}

/** A colour as it looks on a background. */
function over(colour: string, background: string): Rgb {
  const below = rgbOf(background);
  const alpha = alphaOf(colour);
  return rgbOf(colour).map((value, at) => value * alpha + below[at]! * (1 - alpha)) as unknown as Rgb;
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (high! + 0.05) / (low! + 0.05);
}

function hueOf([red, green, blue]: Rgb): number {
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  if (range === 0) return 0;
  const sixth =
    most === red ? (green - blue) / range : most === green ? 2 + (blue - red) / range : 4 + (red - green) / range;
  return (sixth * 60 + 360) % 360;
}

function apart(a: string, b: string): number {
  const degrees = Math.abs(hueOf(rgbOf(a)) - hueOf(rgbOf(b)));
  return Math.min(degrees, 360 - degrees);
}

describe.each(Object.entries(THEMES))('our colours in %s', (_name, { kind, background, text, taken }) => {
  it('text on every background of ours can be read', () => {
    for (const { id, defaults } of backgrounds) {
      for (const colour of text) {
        const found = contrast(rgbOf(colour), over(defaults[kind], background));
        expect(found, `${colour} on ${id}`).toBeGreaterThanOrEqual(TEXT_CONTRAST);
      }
    }
  });

  it('every line of ours can be seen', () => {
    for (const { id, defaults } of borders) {
      expect(contrast(rgbOf(defaults[kind]), rgbOf(background)), id).toBeGreaterThanOrEqual(LINE_CONTRAST);
    }
  });

  it('no hue of ours is one of selection, find, occurrences, diff or diagnostics', () => {
    for (const { id, defaults } of ours) {
      const colour = defaults[kind];
      if (alphaOf(colour) === 0) continue;
      for (const [what, other] of Object.entries(taken)) {
        expect(apart(colour, other), `${id} and ${what}`).toBeGreaterThanOrEqual(LEAST_APART);
      }
    }
  });

  it('a stronger band differs more from the page, and the rest of a paragraph least', () => {
    const backgroundOf = (id: string): string => ours.find((colour) => colour.id === `evidence.${id}`)!.defaults[kind];
    const lines = ['strongBorder', 'mediumBorder', 'weakBorder'].map(backgroundOf);
    const marks = ['strong', 'medium', 'weak', 'paragraph'].map(backgroundOf);
    const falling = (colours: readonly string[]): boolean =>
      colours
        .map((colour) => contrast(over(colour, background), rgbOf(background)))
        .every((value, at, all) => at === 0 || value < all[at - 1]!);
    expect(falling(lines)).toBe(true);
    if (alphaOf(marks[0]!) > 0) expect(falling(marks)).toBe(true);
  });

  it('the rest of a paragraph has the hue of its question, and differs less from the page', () => {
    const defaultOf = (id: string): string => ours.find((colour) => colour.id === `evidence.${id}`)!.defaults[kind];
    const strength = (colour: string): number => contrast(over(colour, background), rgbOf(background));
    for (let number = 1; number <= 6; number++) {
      const [mark, faint] = [defaultOf(`question${number}`), defaultOf(`question${number}Paragraph`)];
      const lines = [defaultOf(`question${number}Border`), defaultOf(`question${number}ParagraphBorder`)];
      if (alphaOf(mark) === 0) expect(lines[1]).toBe(lines[0]);
      else expect([apart(mark, faint), strength(faint) < strength(mark), strength(faint) > 1]).toEqual([0, true, true]);
    }
  });

  it('no two questions have the same hue, nor one that a single question has', () => {
    const hues = ['strong', ...Array.from({ length: 6 }, (_, at) => `question${at + 1}`)].map(
      (id) => ours.find((colour) => colour.id === `evidence.${id}Border`)!.defaults[kind],
    );
    for (const [at, colour] of hues.entries()) {
      for (const other of hues.slice(at + 1))
        expect(apart(colour, other), `${colour} and ${other}`).toBeGreaterThanOrEqual(QUESTIONS_APART);
    }
  });
});
