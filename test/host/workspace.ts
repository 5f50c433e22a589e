import * as fs from 'node:fs';
import * as path from 'node:path';

/** The folders of the workspace, beside its file. */
export const FOLDERS = ['first', 'second'] as const;

/**
 * Makes a workspace of two empty folders. A suite cannot turn its single folder into one: VS Code restarts its extensions when a window goes
 * from one folder to several.
 *
 * @returns the workspace's file
 */
export function makeWorkspace(folder: string): string {
  for (const name of FOLDERS) fs.mkdirSync(path.join(folder, name), { recursive: true });
  const file = path.join(folder, 'papers.code-workspace');
  fs.writeFileSync(file, JSON.stringify({ folders: FOLDERS.map((name) => ({ path: name })) }));
  return file;
}
