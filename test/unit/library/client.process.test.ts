import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { removeFolder } from '../../removeFolder';
import { LibraryClient } from '../../../src/library/client';
import { forkWorker } from '../../../src/node/fork';
import { BEAT_MS, SILENT_BEATS } from '../../../src/node/heartbeat';
import { BUNDLES } from '../bundles';
import { FakeClock, FakeLauncher, FakeLog } from '../inference/fakes';

const INDEX_PROCESS = path.join(BUNDLES, 'library.js');
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const PAPER = encode('# Runs\n\nThe recordings were collected from forty volunteers.\n');
const paper = { address: 'file:///runs.md', stamp: '1' };

/** Whether this system can limit the size of the files of a process, which stands for a full disk. */
const HAS_LIMITS = spawnSync('prlimit', ['--version']).status === 0;
if (!HAS_LIMITS) console.log('A full disk skipped: it needs prlimit (Linux).');

function limitFiles(pid: number, bytes: string): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
}

/** The real process, built as it ships. */
describe('the index process', () => {
  let folder: string;
  let file: string;
  let client: LibraryClient;
  let log: FakeLog;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'evidence-index-'));
    file = path.join(folder, 'storage', 'papers.index');
    log = new FakeLog();
    client = create();
  });
  afterEach(() => {
    client.dispose();
    removeFolder(folder);
  });

  const create = (): LibraryClient => new LibraryClient({ workerPath: INDEX_PROCESS, log });

  /** What the next session finds. */
  async function reopen(): Promise<string> {
    client.dispose();
    client = create();
    return (await client.open(file)).state;
  }

  it('the index process indexes, finds and stores papers, and the next session has them', async () => {
    expect(await client.open(file)).toMatchObject({ state: 'new', papers: [] });
    expect(await client.put(paper, PAPER, 'markdown')).toBe(1);
    await client.save();
    expect(await reopen()).toBe('restored');
    const [hit] = await client.search('collected recordings', 5);
    expect(hit).toMatchObject({ paper: paper.address, start: 0, end: PAPER.length });
    await client.remove([paper.address]);
    expect(await client.search('collected recordings', 5)).toEqual([]);
  });

  it('offsets of the index do not count a BOM', async () => {
    await client.open(undefined);
    await client.put(paper, encode(`\ufeff${new TextDecoder().decode(PAPER)}`), 'markdown');
    expect((await client.search('recordings', 5))[0]).toMatchObject({ start: 0, end: PAPER.length });
  });

  it('files that are no text are remembered without chunks', async () => {
    await client.open(file);
    expect(await client.put(paper, new Uint8Array([0xff, 0xfe, 0]), 'markdown')).toBe(0);
    expect(await client.put({ address: 'file:///b.md', stamp: '1' }, encode('a\0b recordings'), 'markdown')).toBe(0);
    expect(await client.put({ address: 'file:///b.ipynb', stamp: '1' }, PAPER, 'markdown')).toBe(0);
    await client.save();
    await reopen();
    expect((await client.open(file)).papers).toHaveLength(3);
    expect(await client.search('recordings', 5)).toEqual([]);
  });

  it('a damaged store is set aside and rebuilt', async () => {
    await client.open(file);
    await client.put(paper, PAPER, 'markdown');
    await client.save();
    client.dispose();
    const flipped = readFileSync(file);
    flipped[flipped.length - 100]! ^= 1;
    writeFileSync(file, flipped);
    expect(await reopen()).toBe('damaged');
    expect(existsSync(`${file}.damaged`)).toBe(true);
    expect(await client.put(paper, PAPER, 'markdown')).toBe(1);
    await client.save();
    expect(await reopen()).toBe('restored');
  });

  it('where nothing can be stored, and where another process stores its own, the index lies in memory', async () => {
    mkdirSync(file, { recursive: true });
    expect(await client.open(file)).toMatchObject({ state: 'unsaved', papers: [] });
    expect(log.lines.join()).toContain('is not used');
    await client.put(paper, PAPER, 'markdown');
    await client.save();
    expect(await client.search('recordings', 5)).toHaveLength(1);
    // The first process still holds the lock of this place.
    rmSync(file, { recursive: true });
    const second = create();
    try {
      expect((await second.open(file)).state).toBe('unsaved');
      await second.put(paper, PAPER, 'markdown');
      expect(await second.search('recordings', 5)).toHaveLength(1);
    } finally {
      second.dispose();
    }
  });

  it('the index process ends when another process has taken its lock, as after the machine slept', async () => {
    await client.open(file);
    writeFileSync(`${file}.lock`, JSON.stringify({ nonce: 'other', pid: process.pid, host: os.hostname() }));
    const pid = client.processId!;
    await vi.waitUntil(() => client.processId !== pid, { timeout: 40_000, interval: 100 });
    expect(client.isOpen).toBe(false);
    expect(log.lines.join()).toContain('Another window has taken over');
  });

  it('an index that is open stays as it is when it is opened again', async () => {
    await client.open(file);
    await client.put(paper, PAPER, 'markdown');
    expect(await client.open(file)).toMatchObject({ state: 'restored', papers: [paper] });
    expect(await client.search('recordings', 5)).toHaveLength(1);
  });

  it('the index process is whole again after the process was killed while it stored papers', async () => {
    const letters = (seed: number): string =>
      (seed * 7919).toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[+digit]!);
    const known = new Set<string>();
    for (let kill = 0; kill < 6; kill++) {
      const { state, papers } = await client.open(file);
      expect(state).toBe(kill === 0 ? 'new' : 'restored');
      const addresses = papers.map(({ address }) => address);
      expect(addresses).toEqual(expect.arrayContaining([...known]));
      for (const address of addresses) known.add(address);
      // Each is told as stored before the next one is sent, and the process is killed in the middle of one.
      for (let put = 0; put < 4; put++) {
        const address = `file:///${kill}-${put}.md`;
        const words = Array.from({ length: 3000 }, (_, word) => letters((kill * 4 + put) * 3000 + word));
        await client.put({ address, stamp: '1' }, encode(`# Words\n\n${words.join(' ')}.\n`), 'markdown');
        const saving = client.save();
        if (put < 3) {
          await saving;
          known.add(address);
          continue;
        }
        const saved = saving.catch(() => undefined);
        // A save may end before the kill, which then must not hit the process of the next round.
        await delay(kill);
        process.kill(client.processId!, 'SIGKILL');
        await saved;
      }
      client.dispose();
      client = create();
    }
  });

  it.skipIf(!HAS_LIMITS)(
    'a full disk is told as such; what was stored before is found, and later there is room again',
    async () => {
      const many = Array.from({ length: 60_000 }, (_, word) => `w${(word * 7919).toString(36)}x`).join(' ');
      const more = { address: 'file:///more.md', stamp: '1' };
      await client.open(file);
      await client.put(paper, PAPER, 'markdown');
      await client.save();
      limitFiles(client.processId!, String(statSync(file).size));
      const put = async (): Promise<void> => {
        await client.put(more, encode(`# Many\n\n${many}\n`), 'markdown');
        await client.save();
      };
      await expect(put()).rejects.toMatchObject({ code: 'diskFull' });
      expect(await client.open(file)).toMatchObject({ state: 'restored', papers: [paper] });
      expect(await client.search('recordings', 5)).toHaveLength(1);
      limitFiles(client.processId!, 'unlimited');
      await put();
      expect(await reopen()).toBe('restored');
      expect((await client.open(file)).papers).toEqual([paper, more]);
    },
  );

  it('killing the process fails the running requests, and a new one continues from the store', async () => {
    await client.open(file);
    await client.put(paper, PAPER, 'markdown');
    await client.save();
    const pid = client.processId!;
    process.kill(pid, 'SIGKILL');
    await expect(client.search('recordings', 5)).rejects.toThrow('ended unexpectedly');
    expect(client.isOpen).toBe(false);
    expect(await client.open(file)).toMatchObject({ state: 'restored', papers: [paper] });
    expect(client.processId).not.toBe(pid);
  });

  it('the index process ignores what is none of the protocol, says so, and answers the next request', async () => {
    let output = '';
    const replies: unknown[] = [];
    const ended = new Promise<string>((resolve) => {
      const worker = forkWorker(INDEX_PROCESS, {
        message: (message) => {
          replies.push(message);
          worker.kill();
        },
        broken: resolve,
        sign: () => undefined,
        output: (text) => (output += text),
        ended: resolve,
      });
      worker.send({ type: 'put', id: 1, paper, bytes: 'no bytes', format: 'markdown' });
      worker.send({ type: 'open', id: 2, file: undefined });
    });
    await ended;
    expect(replies).toEqual([{ type: 'opened', id: 2, papers: [], state: 'new' }]);
    expect(output).toContain('it is none of the protocol');
  });
});

describe('the client of the index process', () => {
  it('an error that may have undone changes counts as closed, and a full disk is told as such', async () => {
    const launcher = new FakeLauncher();
    const client = new LibraryClient({ workerPath: '', log: new FakeLog(), launch: launcher.launch });
    const opening = client.open(undefined);
    launcher.last.garbage({ type: 'opened', id: 1, papers: [], state: 'new' });
    await opening;
    const putting = client.put(paper, PAPER, 'markdown');
    launcher.last.garbage({ type: 'failed', id: 2, reason: 'full', detail: 'SQLITE_FULL' });
    await expect(putting).rejects.toMatchObject({ code: 'diskFull', detail: 'SQLITE_FULL' });
    await expect(putting).rejects.toThrow('no room left for the index of papers');
    expect(client.isOpen).toBe(false);
    client.dispose();
  });

  it('an idle index process is stopped and counts as closed', async () => {
    const clock = new FakeClock();
    const launcher = new FakeLauncher();
    const options = { workerPath: '', log: new FakeLog(), clock, launch: launcher.launch, idleMs: 1000 };
    const client = new LibraryClient(options);
    const opening = client.open(undefined);
    launcher.processes[0]!.garbage({ type: 'opened', id: 1, papers: [], state: 'new' });
    await opening;
    expect(client.isOpen).toBe(true);
    clock.advance(999);
    expect(client.isOpen).toBe(true);
    clock.advance(1);
    expect(client.isOpen).toBe(false);
    expect(launcher.processes[0]!.killed).toBe(true);
  });

  it.each([
    ['null', null],
    ['an answer without a request', { type: 'done' }],
    ['hits that are none', { type: 'found', id: 1, hits: [null] }],
    ['an unknown state', { type: 'opened', id: 1, papers: [], state: 'odd' }],
  ])('a malformed message counts as a crash: %s', async (_, message) => {
    const launcher = new FakeLauncher();
    const client = new LibraryClient({ workerPath: '', log: new FakeLog(), launch: launcher.launch });
    const opening = client.open(undefined);
    launcher.last.garbage(message);
    await expect(opening).rejects.toThrow('ended unexpectedly');
    expect(launcher.last.killed).toBe(true);
    client.dispose();
  });

  it('an index process without signs of life is replaced', async () => {
    const clock = new FakeClock();
    const launcher = new FakeLauncher();
    const client = new LibraryClient({ workerPath: '', log: new FakeLog(), clock, launch: launcher.launch });
    const opening = client.open(undefined);
    clock.advance(SILENT_BEATS * BEAT_MS);
    await expect(opening).rejects.toThrow('stopped responding and was ended');
    expect(launcher.last.killed).toBe(true);
    client.dispose();
  });

  it('after three crashes the client stops until it may try again', async () => {
    const clock = new FakeClock();
    const launcher = new FakeLauncher();
    const client = new LibraryClient({ workerPath: '', log: new FakeLog(), clock, launch: launcher.launch });
    for (let crash = 0; crash < 3; crash++) {
      const opening = client.open(undefined);
      clock.advance(10_000);
      launcher.last.crash();
      await expect(opening).rejects.toThrow('unexpectedly');
    }
    const refused = client.open(undefined);
    await expect(refused).rejects.toThrow('three times within five minutes');
    await expect(refused).rejects.toMatchObject({ code: 'workerUnavailable' });
    client.retry();
    const opening = client.open(undefined);
    expect(launcher.processes).toHaveLength(4);
    client.dispose();
    await expect(opening).rejects.toThrow('closing');
  });
});
