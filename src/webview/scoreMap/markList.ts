import { formatScore } from '../../core/answers/bands';
import { isLit, type MapStep, nearestMark, stepFrom } from '../../core/scoreMap/layout';
import { filled } from '../../core/scoreMap/messages';
import type { MapMark, ScoreMap } from '../../core/scoreMap/types';
import { slotSign } from '../../core/questions/question';
import { element, host, strings } from './host';
import type { Picture } from './picture';

/** Largest distance between pointer and mark, in pixels. */
const REACH = 8;
const STEPS: Readonly<Record<string, MapStep>> = {
  ArrowRight: 'next',
  ArrowLeft: 'previous',
  ArrowUp: 'stronger',
  ArrowDown: 'weaker',
  Home: 'first',
  End: 'last',
};

/**
 * The marks as a list, for pointer and keyboard (a list box). There may be thousands, so only the reader's current mark is an element; it
 * carries its position in the list.
 */
export class MarkList {
  private readonly box = element('marks');
  private readonly option = element('mark');
  private readonly caption = element('caption');
  private map: ScoreMap | undefined;
  private threshold = 1;
  /** The reader's current mark when using the keyboard. */
  private at: number | undefined;

  /** @param chosen is called with the mark that the reader wants to see */
  constructor(
    private readonly picture: Picture,
    chosen: (mark: number) => void,
  ) {
    this.box.addEventListener('keydown', (event) => {
      if ((event.key === 'Enter' || event.key === ' ') && this.at !== undefined) chosen(this.at);
      else if (!this.step(STEPS[event.key])) return;
      event.preventDefault();
    });
    this.box.addEventListener('focus', () => {
      if (this.at === undefined) this.step('first');
      this.drawAt(this.at);
    });
    this.box.addEventListener('blur', () => this.drawAt(undefined));
    this.box.addEventListener('pointermove', (event) => {
      const mark = this.under(event);
      this.box.classList.toggle('over', mark !== undefined);
      this.tell(mark ?? this.at);
    });
    this.box.addEventListener('click', (event) => {
      const mark = this.under(event);
      if (mark === undefined) return;
      this.go(mark);
      chosen(mark);
    });
  }

  show(map: ScoreMap, threshold: number): void {
    const kept = host.state.mark;
    this.map = map;
    this.threshold = threshold;
    const at = map.marks.findIndex(({ start, kind }) => start === kept && kind === 'passage');
    this.at = at < 0 ? undefined : at;
    this.describe();
    this.tell(this.at);
    this.drawAt(document.activeElement === this.box ? this.at : undefined);
  }

  setThreshold(threshold: number): void {
    this.threshold = threshold;
    this.describe();
    this.tell(this.at);
  }

  private under(event: MouseEvent): number | undefined {
    return this.map && nearestMark(this.map, this.picture.pointOf(event), this.picture.area, REACH);
  }

  private step(step: MapStep | undefined): boolean {
    if (!step || !this.map) return false;
    const next = stepFrom(this.map.marks, this.at, step, this.threshold);
    if (next !== undefined) this.go(next);
    return true;
  }

  private go(mark: number): void {
    this.at = mark;
    host.state = { mark: this.map!.marks[mark]!.start };
    this.describe();
    this.tell(mark);
    this.drawAt(mark);
  }

  /** Tells a screen reader which mark is current. */
  private describe(): void {
    const marks = this.map?.marks ?? [];
    const mark = this.at === undefined ? undefined : marks[this.at];
    this.box.removeAttribute('aria-activedescendant');
    this.option.textContent = mark ? this.labelOf(mark) : '';
    this.option.hidden = !mark;
    if (!mark) return;
    const passages = marks.filter(({ kind }) => kind === mark.kind);
    this.option.setAttribute('aria-setsize', String(passages.length));
    this.option.setAttribute('aria-posinset', String(passages.indexOf(mark) + 1));
    this.box.setAttribute('aria-activedescendant', this.option.id);
  }

  private tell(mark: number | undefined): void {
    const told = mark === undefined ? undefined : this.map?.marks[mark];
    this.caption.textContent = told ? this.labelOf(told) : (this.map?.title ?? '');
  }

  private drawAt(mark: number | undefined): void {
    if (this.map) this.picture.drawRing(this.map, mark === undefined ? undefined : this.map.marks[mark]);
  }

  private labelOf(mark: MapMark): string {
    const { kind, slot, score, line, text } = mark;
    const template = kind === 'sentence' ? strings.sentence : isLit(mark, this.threshold) ? strings.lit : strings.dark;
    const sign = slot === undefined ? '' : `${slotSign(slot)} `;
    return sign + filled(template, formatScore(score, this.threshold), line, text);
  }
}
