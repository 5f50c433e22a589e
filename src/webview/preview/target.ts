/**
 * Runs in the pages of the editor's markdown preview: scrolls to the passage that the extension has marked as the one to show. The editor
 * loads a page anew for each change, so what was shown already is kept in the session: a page that is only redrawn stays where it is.
 */

const SHOWN = 'evidenceLens.shown';
/** The editor's own script puts a new page where it was before; this waits until that is over, milliseconds. */
const SETTLE_MS = 100;

function showTarget(): void {
  const target = document.querySelector('mark[data-evidence-target]');
  const sign = target?.getAttribute('data-evidence-target') ?? null;
  if (!target || sign === null || sign === sessionStorage.getItem(SHOWN)) return;
  sessionStorage.setItem(SHOWN, sign);
  target.scrollIntoView({ block: 'center' });
}

const showSoon = (): void => void setTimeout(showTarget, SETTLE_MS);
if (document.readyState === 'complete') showSoon();
else window.addEventListener('load', showSoon);
