import { editsBetween } from './changes';
import type { ToPage } from './messages';
import type { ScoreMap } from './types';

/** Decides what the page needs to be told of a map: all of it, what has changed, or nothing. */
export class MapOutbox {
  private last: ScoreMap | undefined;
  private isFresh = true;
  private sent = 0;

  /** The number of the map that the page shows; it increases with each message about marks. */
  get revision(): number {
    return this.sent;
  }

  /** The page has been loaded anew and shows nothing. */
  reset(): void {
    this.isFresh = true;
  }

  /**
   * The message that makes the page show this map; undefined when it shows it already.
   *
   * @param move number of the page's last move that the threshold takes into account
   */
  messageFor(map: ScoreMap | undefined, threshold: number, move: number): ToPage | undefined {
    const { last, isFresh } = this;
    this.last = map;
    this.isFresh = false;
    if (!map) return isFresh || last ? { type: 'empty' } : undefined;
    if (isFresh || !last || frameOf(last) !== frameOf(map)) {
      return { type: 'show', revision: ++this.sent, map, threshold, move };
    }
    const edits = editsBetween(last.marks, map.marks);
    return edits.length === 0 ? undefined : { type: 'change', revision: ++this.sent, edits, threshold, move };
  }
}

/** Everything but the marks, as JSON. */
function frameOf({ length, title, sections }: ScoreMap): string {
  return JSON.stringify([length, title, sections]);
}
