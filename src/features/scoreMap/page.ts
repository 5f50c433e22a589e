import { randomBytes } from 'node:crypto';
import vscode = require('vscode');
import { escapedHtml, htmlPage } from '../../core/text/html';
import type { MapStrings } from '../../core/scoreMap/messages';

/** The HTML of the score map's page. It loads one script and one style sheet of the extension, and nothing else. */
export function pageOf(webview: vscode.Webview, extension: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const local = (...path: string[]): string => webview.asWebviewUri(vscode.Uri.joinPath(extension, ...path)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  const strings: MapStrings = {
    thresholdValue: vscode.l10n.t('{0}, passages lit: {1}'),
    lit: vscode.l10n.t('{0} · line {1} · {2}'),
    dark: vscode.l10n.t('{0}, not lit · line {1} · {2}'),
    sentence: vscode.l10n.t('{0}, sentence · line {1} · {2}'),
  };
  const marks = vscode.l10n.t('Passages: left and right by place, up and down by score, Enter shows one in the paper');
  const body = `<body data-strings="${escapedHtml(JSON.stringify(strings))}">
<p id="empty">${escapedHtml(vscode.l10n.t('Ask a question of a paper: its passages are drawn here by place and score.'))}</p>
<main id="map" hidden>
<div id="plot">
<svg id="picture" aria-hidden="true"><g id="sections"></g><g id="strokes"></g><rect id="ring" hidden></rect></svg>
<div id="marks" role="listbox" tabindex="0" aria-label="${escapedHtml(marks)}">
<div id="mark" role="option" aria-selected="true" hidden></div>
</div>
<div id="threshold" role="slider" tabindex="0" aria-label="${escapedHtml(vscode.l10n.t('Threshold'))}"
 aria-orientation="vertical" aria-valuemin="0.01" aria-valuemax="1"><span id="value"></span></div>
</div>
<p id="caption" aria-hidden="true"></p>
</main>
<script nonce="${nonce}" src="${escapedHtml(local('dist', 'scoreMap.js'))}"></script>
</body>`;
  const title = vscode.l10n.t('Score Map');
  return htmlPage({ language: vscode.env.language, policy, style: local('media', 'scoreMap.css'), title }, body);
}
