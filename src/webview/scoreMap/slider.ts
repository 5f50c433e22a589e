import { formatThreshold } from '../../core/answers/bands';
import { scoreAt } from '../../core/scoreMap/layout';
import { filled } from '../../core/scoreMap/messages';
import { element, strings } from './host';
import type { Picture } from './picture';

/** Lowest threshold that can be set. At 0 the whole paper would be lit. */
const LEAST = 0.01;
/** Below this threshold the value would reach into the titles of the sections. */
const ABOVE_TITLES = 0.1;
const STEPS: Readonly<Record<string, (value: number) => number>> = {
  ArrowUp: (value) => value + 0.01,
  ArrowRight: (value) => value + 0.01,
  ArrowDown: (value) => value - 0.01,
  ArrowLeft: (value) => value - 0.01,
  PageUp: (value) => value + 0.1,
  PageDown: (value) => value - 0.1,
  Home: () => LEAST,
  End: () => 1,
};

/** The line of the threshold: a slider for pointer and keyboard. */
export class Slider {
  private readonly line = element('threshold');
  private readonly value = element('value');
  private isDragged = false;
  private threshold = 1;

  /** @param moved is called after each change by the reader */
  constructor(
    private readonly picture: Picture,
    private readonly moved: (threshold: number) => void,
  ) {
    this.line.addEventListener('pointerdown', (event) => {
      this.isDragged = true;
      this.line.setPointerCapture(event.pointerId);
      this.line.focus();
      event.preventDefault();
    });
    this.line.addEventListener('pointermove', (event) => {
      if (this.isDragged) this.move(scoreAt(this.picture.pointOf(event).y, this.picture.area));
    });
    for (const type of ['pointerup', 'lostpointercapture']) {
      this.line.addEventListener(type, () => (this.isDragged = false));
    }
    this.line.addEventListener('keydown', (event) => {
      const step = STEPS[event.key];
      if (!step) return;
      event.preventDefault();
      this.move(step(this.threshold));
    });
  }

  /** Moves the line to the extension's threshold, unless the reader is dragging it. */
  set(threshold: number): void {
    if (!this.isDragged) this.threshold = threshold;
  }

  get current(): number {
    return this.threshold;
  }

  /** @param lit number of passages that are lit at this threshold */
  draw(lit: number): void {
    const shown = formatThreshold(this.threshold);
    this.line.style.top = `${this.picture.topOf(this.threshold)}px`;
    this.value.textContent = shown;
    this.value.classList.toggle('above', this.threshold < ABOVE_TITLES);
    this.line.setAttribute('aria-valuenow', shown);
    this.line.setAttribute('aria-valuetext', filled(strings.thresholdValue, shown, lit));
  }

  private move(wanted: number): void {
    const threshold = Math.min(1, Math.max(LEAST, Math.round(wanted * 100) / 100));
    if (threshold === this.threshold) return;
    this.threshold = threshold;
    this.moved(threshold);
  }
}
