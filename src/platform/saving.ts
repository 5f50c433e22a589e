import vscode = require('vscode');
import { tellFailure } from './failures';

/** A kind of file that can be written. */
export interface FileKind {
  /** As the save dialog names it. */
  readonly name: string;
  /** Without the dot. */
  readonly ending: string;
}

/**
 * Asks where a file is to be written; beside the paper is offered.
 *
 * @param suffix what the new file's name has in place of the paper's ending, such as `.evidence`
 */
export async function askWhere(paper: vscode.Uri, suffix: string, kind: FileKind): Promise<vscode.Uri | undefined> {
  const beside = paper.with({
    path: `${paper.path.replace(/\.[^./]*$/, '')}${suffix}.${kind.ending}`,
    query: '',
    fragment: '',
  });
  // What was never saved has no place; the dialog then begins where it last was.
  const place = paper.scheme === 'untitled' ? {} : { defaultUri: beside };
  return await vscode.window.showSaveDialog({ ...place, filters: { [kind.name]: [kind.ending] } });
}

/** Writes a file and offers to open it. False, with a word to the reader, when it cannot be written. */
export async function write(file: vscode.Uri, content: string, said: string): Promise<boolean> {
  try {
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
  } catch (error) {
    const name = vscode.workspace.asRelativePath(file);
    tellFailure(
      error,
      vscode.l10n.t('{0} cannot be written: choose another place, such as a folder of your own.', name),
    );
    return false;
  }
  void offerToOpen(file, said);
  return true;
}

async function offerToOpen(file: vscode.Uri, said: string): Promise<void> {
  const open = vscode.l10n.t('Open');
  if ((await vscode.window.showInformationMessage(said, open)) === open) {
    await vscode.commands.executeCommand('vscode.open', file);
  }
}
