import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import * as path from 'node:path';
import { defaultThreads } from '../inference/onnx/threads';
import type { EngineSpec } from '../inference/protocol';
import { UsageError } from './usageError';

/** Finds the engine that `--model` names: `keyword`, or the folder of a model. */
export async function engineOf(model: string): Promise<EngineSpec> {
  if (model === 'keyword') return { kind: 'keyword' };
  const folder = path.resolve(model);
  const isFolder = await stat(folder).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new UsageError(`there is no model '${model}': give 'keyword' or the folder of a model`);
  return {
    kind: 'onnx',
    folder,
    preparedFolder: path.join(modelsFolder(process.env), '.prepared'),
    precision: 'fp32',
    threads: await defaultThreads(),
  };
}

/** Where models and the files made from them live: `EVIDENCE_LENS_MODELS`, or a folder of the user's data. */
function modelsFolder(env: NodeJS.ProcessEnv): string {
  const chosen = env['EVIDENCE_LENS_MODELS'] ?? '';
  return chosen === '' ? path.join(userDataFolder(env), 'evidence-lens', 'models') : path.resolve(chosen);
}

/** Where programs of this platform keep a user's data. */
function userDataFolder(env: NodeJS.ProcessEnv): string {
  if (process.platform === 'win32') return env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support');
  return env['XDG_DATA_HOME'] ?? path.join(homedir(), '.local', 'share');
}
