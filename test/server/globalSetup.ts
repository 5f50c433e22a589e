import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';
import { removeFolder } from '../removeFolder';
import { CLI } from '../unit/bundles';

/** A server of `tools/server/server.py` that runs; without a URL, one that is not set up. */
export interface TestServer {
  readonly kind: 'triton' | 'kserve';
  readonly url?: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    readonly servers: readonly TestServer[];
    /** The model repository that they serve: every model of the fixtures, and the small model, also as `FOR_CPUS`. */
    readonly repository: string;
  }
}

/** The small model, exported with `--for cpu`. */
export const FOR_CPUS = 'small-for-cpus';

const SCRIPT = join('tools', 'server', 'server.py');
const PLACE = process.env['EVIDENCE_LENS_SERVERS'] ?? join('out', 'server');
const KINDS = ['triton', 'kserve'] as const;
/** A server on a busy machine loads a dozen models within this time. */
const START_MS = 100_000;

/** Exports all models with the command line and starts the servers that are set up. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const scratch = await mkdtemp(join(tmpdir(), 'evidence-lens-served-'));
  const repository = join(scratch, 'models');
  await mkdir(repository);
  const forCpus = join(scratch, 'own', FOR_CPUS);
  await cp(join('models', 'small'), forCpus, { recursive: true });
  for (const model of ['small', forCpus, ...(await tinyModels())]) {
    const name = basename(model);
    const target = join(scratch, name);
    const places = ['--models-dir', join(scratch, 'store'), model, target];
    const args = [CLI, 'model', 'export', '--format', 'triton', '--for', model === forCpus ? 'cpu' : 'gpu', ...places];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name} was not exported: ${stderr}`);
    await rename(join(target, name), join(repository, name));
  }
  const running: ChildProcess[] = [];
  const servers: TestServer[] = [];
  for (const kind of KINDS) {
    if (existsSync(join(PLACE, kind, 'state'))) servers.push({ kind, url: await start(kind, repository, running) });
    else servers.push({ kind });
  }
  project.provide('servers', servers);
  project.provide('repository', repository);
  return async () => {
    for (const child of running.filter(({ exitCode }) => exitCode === null)) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    removeFolder(scratch);
  };
}

/** The folders of the fixtures' models. */
async function tinyModels(): Promise<string[]> {
  const folders = ['models', 'bert'].map((family) => join('test', 'fixtures', family));
  const models = await Promise.all(
    folders.map(async (folder) => {
      const index = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as { readonly models: object };
      return Object.keys(index.models).map((name) => join(folder, name));
    }),
  );
  return models.flat();
}

async function start(kind: string, repository: string, running: ChildProcess[]): Promise<string> {
  const port = String(await freePort());
  const child = spawn('python3', [SCRIPT, 'start', kind, repository, '--port', port, '--threads', '1']);
  running.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-20_000)));
  }
  const url = `http://127.0.0.1:${port}`;
  for (const until = Date.now() + START_MS; Date.now() < until && child.exitCode === null; await pause(200)) {
    const answer = await fetch(`${url}/v2/health/ready`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return url;
  }
  child.kill('SIGTERM');
  throw new Error(`${kind} did not start:\n${said}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
