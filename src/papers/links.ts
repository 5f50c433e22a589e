import vscode = require('vscode');
import { isNotebook } from '../core/paper/format';
import { editorLink, type FilePlace, relativeLink } from '../core/quotes/links';

/**
 * A link to a line of a paper that works wherever it is pasted: it opens the editor on this machine. A file that is not on this
 * machine's disk can have no such link, and gets its path in the workspace instead.
 */
export function linkFromAnywhere(paper: vscode.Uri, line: number): string {
  if (paper.scheme === 'file' && vscode.env.remoteName === undefined) {
    return editorLink(vscode.env.uriScheme, placeIn(paper, line));
  }
  const folder = vscode.workspace.getWorkspaceFolder(paper)?.uri.path ?? '';
  return relativeLink(`${folder}/`, placeIn(paper, line));
}

/** A link from another file to a line of a paper. It is relative, so that both files can move together, unless they are on different disks. */
export function linkFrom(file: vscode.Uri, paper: vscode.Uri, line: number): string {
  const areNeighbours = file.scheme === paper.scheme && file.authority === paper.authority;
  return areNeighbours ? relativeLink(file.path, placeIn(paper, line)) : linkFromAnywhere(paper, line);
}

/** A line as links name it. The lines of a notebook are those of its cells, which no link can name. */
function placeIn({ path }: vscode.Uri, line: number): FilePlace {
  return isNotebook(path) ? { path } : { path, line };
}
