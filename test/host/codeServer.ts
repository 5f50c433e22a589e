import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { removeFolder } from '../removeFolder';
import { HOST_FOLDER, NODE, packagedExtension, ROOT } from './paths';

const START_MS = 90_000;
const INSTALL_MS = 120_000;
const STOP_MS = 5_000;

/** Settings that keep a fresh VS Code quiet: no welcome page, telemetry, assistants or network access. */
const QUIET_SETTINGS = {
  'chat.disableAIFeatures': true,
  'editor.cursorBlinking': 'solid',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'npm.fetchOnlinePackageInfo': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** How a server is started. */
export interface CodeServerOptions {
  /** Installs the packaged extension, as a reader does. Otherwise the extension is only in the folder `unpacked`. */
  readonly withExtension: boolean;
  /** Folders of other extensions to install. */
  readonly others?: readonly string[];
  /** Lets a page start the tests of an extension. Toasts do not appear with it. */
  readonly testDriver?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** A port of this machine; by default a free one. */
  readonly port?: number;
}

/** A VS Code server with its own folders, which are deleted when it stops. */
export interface CodeServer {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** The packaged extension, unpacked. */
  readonly unpacked: string;
  /** The user's settings.json; VS Code applies changes of the file. */
  readonly settingsFile: string;
  /** A temporary folder for workspaces. */
  readonly folder: string;
  /** What the server has printed. */
  output(): string;
  stop(): Promise<void>;
}

/** The ends of extension hosts that the server reported as not orderly: results of tests inside such a host cannot be trusted. */
export function crashes(output: string): readonly string[] {
  const ends = [...output.matchAll(/Extension Host Process exited with code: (\w+), signal: (\w+)/g)];
  return ends.filter(([, code, name]) => code !== '0' || name !== 'null').map(([line]) => line);
}

/** Writes the user's settings: the quiet ones and the given ones. */
export function writeSettings(file: string, settings: Readonly<Record<string, unknown>> = {}): void {
  fs.writeFileSync(file, JSON.stringify({ ...QUIET_SETTINGS, ...settings }, undefined, 2));
}

/**
 * Starts a server on a free port of this machine.
 *
 * @throws Error with the server's last output when it does not start within 90 seconds, or the extension cannot be installed.
 */
export async function startCodeServer(options: CodeServerOptions): Promise<CodeServer> {
  const vsix = packagedExtension();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'evidence-lens-'));
  const inside = (...names: string[]): string => path.join(folder, ...names);
  const settingsFile = inside('data', 'User', 'settings.json');
  fs.mkdirSync(path.dirname(settingsFile), { recursive: true });
  writeSettings(settingsFile);
  fs.writeFileSync(inside('config.yaml'), 'auth: none\n');
  for (const name of ['installed', 'none', 'workspaces']) fs.mkdirSync(inside(name));

  const entry = path.join(HOST_FOLDER, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
  const common = ['--config', inside('config.yaml'), '--user-data-dir', inside('data'), '--extensions-dir'];
  const env = serverEnvironment(folder, options.env);

  const installed = spawnSync(NODE, [entry, ...common, inside('installed'), '--install-extension', vsix], {
    env,
    encoding: 'utf8',
    timeout: INSTALL_MS,
  });
  const unpackedName = fs.readdirSync(inside('installed')).find((name) => name.startsWith('evidence-lens.'));
  if (!unpackedName)
    throw new Error(`The packaged extension cannot be installed: ${installed.stdout}${installed.stderr}`);

  const extensions = inside(options.withExtension ? 'installed' : 'none');
  for (const other of options.others ?? []) {
    fs.cpSync(other, path.join(extensions, path.basename(other)), { recursive: true });
  }
  const args = [
    entry,
    ...common,
    extensions,
    '--auth=none',
    `--bind-addr=127.0.0.1:${options.port ?? 0}`,
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-workspace-trust',
    '--disable-getting-started-override',
    '--disable-proxy',
    // Without this option an extension host runs for three hours after its page is closed.
    '--reconnection-grace-time=2',
    ...(options.testDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ];
  // Its own process group, so that stopping it also ends the extension hosts and inference processes.
  const server = spawn(NODE, args, { cwd: ROOT, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const killAtExit = (): void => void signal(server, 'SIGKILL');
  process.once('exit', killAtExit);

  let output = '';
  server.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  server.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));

  const stop = async (): Promise<void> => {
    await stopGroup(server);
    process.removeListener('exit', killAtExit);
    removeFolder(folder);
  };
  try {
    const origin = await listening(server, () => output);
    return {
      origin,
      unpacked: inside('installed', unpackedName),
      settingsFile,
      folder: inside('workspaces'),
      output: () => output,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The environment of the server: this process's, without variables of another VS Code, and with home folders inside `folder`. */
function serverEnvironment(folder: string, extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|NODE_OPTIONS$|PORT$|VITEST)/.test(name));
  return {
    ...Object.fromEntries(kept),
    XDG_CONFIG_HOME: path.join(folder, 'config'),
    XDG_DATA_HOME: path.join(folder, 'share'),
    XDG_CACHE_HOME: path.join(folder, 'cache'),
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    ...extra,
  };
}

/** Waits for the output line with the address. */
async function listening(server: ChildProcess, output: () => string): Promise<string> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && server.exitCode === null) {
    const origin = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(output())?.[1];
    if (origin) return origin;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`code-server did not start: ${output().slice(-2000)}`);
}

/** Returns whether a process of the server's group was there to get the signal. */
function signal(server: ChildProcess, name: NodeJS.Signals): boolean {
  if (server.pid === undefined) return false;
  try {
    return process.kill(-server.pid, name);
  } catch {
    return false;
  }
}

/** Ends the server with all that it has started, and waits until they write no more. */
async function stopGroup(server: ChildProcess): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const gone = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    signal(server, 'SIGTERM');
    await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())]);
  }
  const deadline = Date.now() + STOP_MS;
  while (signal(server, 'SIGKILL') && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
}
