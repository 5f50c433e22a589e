import { BAND_STARTS, formatScore } from '../../core/answers/bands';
import { type MapArea, markPaths, shortTitle, xOf, yOf } from '../../core/scoreMap/layout';
import type { MapMark, ScoreMap } from '../../core/scoreMap/types';
import { shape } from './host';

const SVG = 'http://www.w3.org/2000/svg';
/** Height for section titles below the plot, in pixels. */
const TITLE_HEIGHT = 16;
/** Approximate width of a title's character in pixels. Titles are cut anyway, so nothing is measured. */
const CHARACTER_WIDTH = 6.5;
/** Space for strokes at the very top and bottom, in pixels. */
const MARGIN = 5;

/** Draws the map. All colours are in the style sheet. */
export class Picture {
  private readonly svg = shape('picture');
  private readonly sections = shape('sections');
  private readonly paths = shape('strokes');
  private readonly ring = shape('ring');

  /** The area of the scores. It begins `MARGIN` below the top of the picture. */
  get area(): MapArea {
    const { clientWidth, clientHeight } = this.svg;
    return { width: clientWidth, height: Math.max(0, clientHeight - TITLE_HEIGHT - 2 * MARGIN) };
  }

  /** The y coordinate of a score in the picture, in pixels from its top. */
  topOf(score: number): number {
    return MARGIN + yOf(score, this.area);
  }

  /** The pointer's position within the area. */
  pointOf(event: MouseEvent): { readonly x: number; readonly y: number } {
    const { left, top } = this.svg.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top - MARGIN };
  }

  /** Draws what changes only with the paper or the size. */
  drawSections(map: ScoreMap): void {
    const { clientHeight } = this.svg;
    const parts = map.sections.flatMap((section, at) => {
      const x = xOf(section.start, map, this.area);
      const width = xOf(section.end, map, this.area) - x;
      const band = create('rect', { class: at % 2 === 0 ? 'even' : 'odd', x, y: 0, width, height: clientHeight });
      const short = shortTitle(section.title, Math.floor((width - 4) / CHARACTER_WIDTH));
      if (short === '') return [band];
      const title = create('text', { x: 3, y: TITLE_HEIGHT - 4 });
      title.textContent = short;
      // Letters may be wider than expected: the frame cuts what would reach into the next section.
      const frame = create('svg', {
        x,
        y: clientHeight - TITLE_HEIGHT,
        width,
        height: TITLE_HEIGHT,
        overflow: 'hidden',
      });
      frame.append(title);
      return [band, frame];
    });
    const lines = Object.values(BAND_STARTS).flatMap((score) => {
      const y = this.topOf(score);
      const { width } = this.area;
      // On the left, because the threshold has its value on the right.
      const scale = create('text', { class: 'scale', x: 2, y: y - 2 });
      scale.textContent = formatScore(score);
      return [create('line', { class: 'grid', x1: 0, x2: width, y1: y, y2: y }), scale];
    });
    this.sections.replaceChildren(...parts, ...lines);
  }

  /** Redraws the marks. Nothing else depends on the threshold. */
  drawMarks(map: ScoreMap, threshold: number): void {
    const strokes = markPaths(map, threshold, this.area).map(({ kind, look, path }) =>
      create('path', { class: `${kind} ${look}`, d: path }),
    );
    this.paths.setAttribute('transform', `translate(0 ${MARGIN})`);
    this.paths.replaceChildren(...strokes);
  }

  /** Shows the reader's current mark; hides the ring when there is none. */
  drawRing(map: ScoreMap, mark: MapMark | undefined): void {
    this.ring.toggleAttribute('hidden', mark === undefined);
    if (!mark) return;
    const left = xOf(mark.start, map, this.area);
    const width = Math.max(3, xOf(mark.end, map, this.area) - left);
    const top = this.topOf(mark.score);
    for (const [name, value] of Object.entries({ x: left - 3, y: top - 6, width: width + 6, height: 12 })) {
      this.ring.setAttribute(name, String(value));
    }
  }
}

function create(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
