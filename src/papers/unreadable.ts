import vscode = require('vscode');
import { nameOf } from './documents';

const PDF = /\.pdf$/i;
const MEDIA = /\.(?:png|jpe?g|gif|webp|bmp|ico|avif|svgz|tiff?|mp[34]|wav|ogg|webm|mov)$/i;

/** Says that nothing in front of the reader can be asked, why, and what to do. */
export function nothingToAsk(): string {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  const { input, label = '' } = tab ?? {};
  if (input instanceof vscode.TabInputText) return notText(input.uri);
  if (input instanceof vscode.TabInputCustom) {
    if (PDF.test(input.uri.path) || MEDIA.test(input.uri.path)) return notText(input.uri);
    return vscode.l10n.t(
      '{0} is open in an editor that Evidence Lens cannot read: choose “Reopen Editor With…” and “Text Editor”, then ask again.',
      nameOf(input.uri),
    );
  }
  // The page of an extension, which may be a viewer, tells nothing but its title.
  if (input instanceof vscode.TabInputWebview) {
    return vscode.l10n.t(
      '{0} is a page that Evidence Lens cannot read: open the paper as text, then ask again.',
      label,
    );
  }
  return vscode.l10n.t('Open a paper first: a markdown, plain text or LaTeX file.');
}

/** Why a file cannot be opened as text, and what to do. */
export function notText(uri: vscode.Uri): string {
  if (PDF.test(uri.path)) {
    return vscode.l10n.t(
      '{0} is a PDF, which Evidence Lens cannot read: convert it to markdown (the README says how) and ask that file.',
      nameOf(uri),
    );
  }
  if (MEDIA.test(uri.path)) {
    return vscode.l10n.t(
      '{0} has no text that could be asked: open the paper itself, a markdown, plain text or LaTeX file.',
      nameOf(uri),
    );
  }
  return vscode.l10n.t('{0} cannot be opened as text: choose a markdown, plain text or LaTeX file.', nameOf(uri));
}
