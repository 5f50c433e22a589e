import vscode = require('vscode');
import { editorLink, relativeLink } from '../core/quotes/links';

/**
 * A link to a line of a paper that works wherever it is pasted: it opens the editor on this machine. A file that is not on this
 * machine's disk can have no such link, and gets its path in the workspace instead.
 */
export function linkFromAnywhere(paper: vscode.Uri, line: number): string {
  if (paper.scheme === 'file' && vscode.env.remoteName === undefined) {
    return editorLink(vscode.env.uriScheme, { path: paper.path, line });
  }
  const folder = vscode.workspace.getWorkspaceFolder(paper)?.uri.path ?? '';
  return relativeLink(`${folder}/`, { path: paper.path, line });
}

/** A link from another file to a line of a paper. It is relative, so that both files can move together, unless they are on different disks. */
export function linkFrom(file: vscode.Uri, paper: vscode.Uri, line: number): string {
  const areNeighbours = file.scheme === paper.scheme && file.authority === paper.authority;
  return areNeighbours ? relativeLink(file.path, { path: paper.path, line }) : linkFromAnywhere(paper, line);
}
