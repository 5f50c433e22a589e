import vscode = require('vscode');
import { KnownError } from '../../core/errors/knownError';
import { openPaper, openPapers, type PaperDocument } from '../../papers/documents';

/**
 * Finds the document that an agent names. An agent may read open documents and files of the workspace, and nothing else on
 * the machine. Throws a `KnownError` that says what to do instead.
 *
 * @param file a path in the workspace, an absolute path or a URI; if it is missing, the paper that the reader looks at
 * @param active the document that the reader looks at
 */
export async function findDocument(file: string | undefined, active: vscode.Uri | undefined): Promise<PaperDocument> {
  if (file === undefined && active) return openDocument(active.path, active);
  if (file === undefined)
    throw new KnownError('badToolInput', "No paper is in the active editor: give 'file', a path in the workspace.");
  const candidates = urisOf(file);
  const open = openPapers().find((document) => candidates.some((uri) => same(document.uri, uri)));
  if (open) return open;
  const inside = candidates.filter((uri) => vscode.workspace.getWorkspaceFolder(uri));
  if (candidates.length > 0 && inside.length === 0) {
    throw new KnownError(
      'badToolInput',
      `${file} is neither in the workspace nor open in the editor: give a path in the workspace, or ask the user to open it.`,
    );
  }
  for (const uri of inside) {
    if (await isFile(uri)) return await openDocument(file, uri);
  }
  throw new KnownError(
    'badToolInput',
    `There is no file ${file} in the workspace: give its path as the workspace shows it.`,
  );
}

/** The URIs that a name may stand for, most likely first. */
function urisOf(file: string): vscode.Uri[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  // A URI scheme has two letters or more; a single letter is a Windows drive.
  if (/^[a-z][a-z0-9+.-]+:/i.test(file)) {
    try {
      return [vscode.Uri.parse(file, true)];
    } catch {
      throw new KnownError('badToolInput', `${file} is not a valid URI: give a path in the workspace.`);
    }
  }
  if (/^([/\\]|[a-z]:[/\\])/i.test(file)) {
    return [vscode.Uri.file(file), ...folders.map(({ uri }) => uri.with({ path: file }))];
  }
  // With several folders the editor shows paths with the folder's name in front.
  return folders.flatMap(({ uri, name }) => {
    const whole = vscode.Uri.joinPath(uri, file);
    return file.startsWith(`${name}/`) ? [whole, vscode.Uri.joinPath(uri, file.slice(name.length + 1))] : [whole];
  });
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}

async function openDocument(file: string, uri: vscode.Uri): Promise<PaperDocument> {
  try {
    return await openPaper(uri);
  } catch {
    throw new KnownError(
      'badToolInput',
      `${file} cannot be opened as text: give a markdown, plain text or LaTeX file.`,
    );
  }
}

function same(a: vscode.Uri, b: vscode.Uri): boolean {
  return a.toString() === b.toString();
}
