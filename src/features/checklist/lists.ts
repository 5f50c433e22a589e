import vscode = require('vscode');
import { nameOf } from '../../papers/documents';

/** Checklists of the workspace. They are not papers, see `evidence.papers.exclude`. */
const LISTS = '**/*.checklist.md';
/** How many lists of the workspace are offered. */
const MAX_OFFERED = 100;

interface ListChoice extends vscode.QuickPickItem {
  /** Missing in the row that lets the reader choose any other file. */
  readonly file?: vscode.Uri;
}

/** Lets the reader choose a list: one of the workspace, one that comes with the extension, or any other file. */
export async function pickList(extension: vscode.Uri): Promise<vscode.Uri | undefined> {
  const own = await vscode.workspace.findFiles(LISTS, '**/node_modules/**', MAX_OFFERED);
  const samples = vscode.Uri.joinPath(extension, 'media', 'checklists');
  const shipped = (await vscode.workspace.fs.readDirectory(samples)).map(([name]) =>
    vscode.Uri.joinPath(samples, name),
  );
  const heading = (label: string): ListChoice => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const choices: ListChoice[] = [
    ...(own.length > 0 ? [heading(vscode.l10n.t('In this folder'))] : []),
    ...own
      .sort((a, b) => a.path.localeCompare(b.path))
      .map((file) => choiceOf(file, vscode.workspace.asRelativePath(file))),
    heading(vscode.l10n.t('Samples')),
    ...shipped.map((file) => choiceOf(file)),
    heading(''),
    {
      label: vscode.l10n.t('Choose a File…'),
      description: vscode.l10n.t('a markdown list, one question for each item'),
    },
  ];
  const choice = await vscode.window.showQuickPick(choices, {
    title: vscode.l10n.t('Ask a List of Questions'),
    placeHolder: vscode.l10n.t('Which questions should the paper answer?'),
    matchOnDescription: true,
  });
  return choice && (choice.file ?? (await chooseFile()));
}

function choiceOf(file: vscode.Uri, description?: string): ListChoice {
  const label = nameOf(file)
    .replace(/\.checklist\.md$/, '')
    .replaceAll('-', ' ');
  return { label, file, ...(description === undefined ? {} : { description }) };
}

async function chooseFile(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({ filters: { Markdown: ['md', 'markdown', 'txt'] } });
  return chosen?.[0];
}
