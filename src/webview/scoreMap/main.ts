import { withEdits } from '../../core/scoreMap/changes';
import { countLit } from '../../core/scoreMap/layout';
import type { ShowMessage, ToPage } from '../../core/scoreMap/messages';
import { element, host } from './host';
import { MarkList } from './markList';
import { Picture } from './picture';
import { Slider } from './slider';

/** The page of the score map: receives a map, draws it, and reports what the reader does. */
const body = element('map');
const empty = element('empty');
const picture = new Picture();
let shown: ShowMessage | undefined;
let frame: number | undefined;
/** The number of the reader's last move of the threshold. */
let move = 0;

const list = new MarkList(picture, (mark) => {
  if (shown) host.post({ type: 'reveal', revision: shown.revision, mark });
});
const slider = new Slider(picture, (threshold) => {
  list.setThreshold(threshold);
  if (frame !== undefined) return;
  move++;
  // A pointer moves more often than the screen is drawn, so the extension gets only the last position in each frame.
  frame = requestAnimationFrame(() => {
    frame = undefined;
    drawThreshold();
    host.post({ type: 'moved', threshold: slider.current, move });
  });
});

function drawThreshold(): void {
  if (!shown) return;
  picture.drawMarks(shown.map, slider.current);
  slider.draw(countLit(shown.map.marks, slider.current));
}

function draw(): void {
  if (!shown) return;
  picture.drawSections(shown.map);
  drawThreshold();
  list.show(shown.map, slider.current);
}

/** Moves the line to the extension's threshold, unless the reader has moved it since: the line must not jump back. */
function follow(message: Exclude<ToPage, { type: 'empty' }>): void {
  if (message.move === move) slider.set(message.threshold);
}

host.listen((message: ToPage) => {
  if (message.type === 'threshold') {
    follow(message);
    list.setThreshold(slider.current);
    drawThreshold();
    return;
  }
  if (message.type === 'change') {
    // Without a map the extension sends all of it next.
    if (!shown) return;
    const marks = withEdits(shown.map.marks, message.edits);
    shown = { ...shown, revision: message.revision, map: { ...shown.map, marks } };
    follow(message);
    drawThreshold();
    list.show(shown.map, slider.current);
    return;
  }
  shown = message.type === 'show' ? message : undefined;
  body.hidden = shown === undefined;
  empty.hidden = shown !== undefined;
  if (shown) follow(shown);
  draw();
});
new ResizeObserver(draw).observe(element('plot'));
host.post({ type: 'ready' });
