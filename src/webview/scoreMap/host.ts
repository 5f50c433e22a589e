import type { FromPage, ToPage, MapStrings } from '../../core/scoreMap/messages';

/** What the page keeps while it is hidden. */
export interface PageState {
  /** Start of the mark that the reader was on, UTF-16 code units of the document. */
  readonly mark?: number;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): PageState | undefined;
  setState(state: PageState): void;
};

const api = acquireVsCodeApi();

/** The extension, as the page sees it. */
export const host = {
  post: (message: FromPage): void => api.postMessage(message),
  listen: (hear: (message: ToPage) => void): void => {
    window.addEventListener('message', (event: MessageEvent<ToPage>) => hear(event.data));
  },
  get state(): PageState {
    return api.getState() ?? {};
  },
  set state(state: PageState) {
    api.setState(state);
  },
};

/** The page's texts in the reader's language. The extension puts them into the page. */
export const strings = JSON.parse(document.body.dataset['strings'] ?? '{}') as MapStrings;

/** An element of the page's own HTML. */
export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
}

/** A part of the picture in the page's own HTML. */
export function shape(id: string): SVGElement {
  const found = document.querySelector<SVGElement>(`svg#${id}, svg #${id}`);
  if (!found) throw new Error(`The picture has no #${id}.`);
  return found;
}
