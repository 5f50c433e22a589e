import vscode = require('vscode');
import { editorLink, relativeLink } from '../../core/quotes/links';

/**
 * A link to a line of a paper for text that can be pasted anywhere: it opens the editor on this machine. Where the file is not on this
 * machine's disk, no such link can be made, and the path in the workspace stands for it.
 */
export function linkFromAnywhere(paper: vscode.Uri, line: number): string {
  if (paper.scheme === 'file' && vscode.env.remoteName === undefined) {
    return editorLink(vscode.env.uriScheme, { path: paper.path, line });
  }
  const folder = vscode.workspace.getWorkspaceFolder(paper)?.uri.path ?? '';
  return relativeLink(`${folder}/`, { path: paper.path, line });
}

/** A link to a line of a paper from another file: relative, so that it outlives a move of both; from another disk, the one from anywhere. */
export function linkFrom(file: vscode.Uri, paper: vscode.Uri, line: number): string {
  const areNeighbours = file.scheme === paper.scheme && file.authority === paper.authority;
  return areNeighbours ? relativeLink(file.path, { path: paper.path, line }) : linkFromAnywhere(paper, line);
}
