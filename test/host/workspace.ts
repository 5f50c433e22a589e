import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * Makes a workspace of two empty folders. A suite cannot turn its single folder into one: VS Code restarts its extensions when a window goes
 * from one folder to several.
 *
 * @returns the workspace's file
 */
export function makeWorkspace(folder: string): string {
  const names = ['first', 'second'];
  for (const name of names) fs.mkdirSync(path.join(folder, name), { recursive: true });
  const file = path.join(folder, 'papers.code-workspace');
  fs.writeFileSync(file, JSON.stringify({ folders: names.map((name) => ({ path: name })) }));
  return file;
}
