import { homedir } from 'node:os';
import * as path from 'node:path';

/** Where the command line keeps models when nobody says otherwise: the user's data folder, as each system has it. */
export function defaultModelsFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const data =
    platform === 'win32'
      ? (env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'))
      : platform === 'darwin'
        ? path.join(home, 'Library', 'Application Support')
        : env['XDG_DATA_HOME'] || path.join(home, '.local', 'share');
  return path.join(data, 'evidence-lens', 'models');
}

/** The folder of the model that ships, below that of the package. */
export const SHIPPED_FOLDER = ['models', 'small'] as const;

/** A path as a person writes it, with `~` for the home folder. */
export function expandHome(folder: string, home: string = homedir()): string {
  return folder === '~' || /^~[/\\]/.test(folder) ? path.join(home, folder.slice(1)) : folder;
}
