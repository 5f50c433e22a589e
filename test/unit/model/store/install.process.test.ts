import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeFolder } from '../../../removeFolder';
import { sourceOf } from '../../../../src/model/store/catalogue';
import { installFromHub, type InstallProgress } from '../../../../src/model/store/install';
import { MODEL_FILES } from '../../../../src/model/store/manifest';
import { MARKER_NAME } from '../../../../src/model/store/ownership';
import { type Fault, FakeHub, type FakeRepository, hashOf } from '../../../fakes/hub';
import { withHubAndFolder } from './hubAndFolder';
import {
  bytesOf,
  COMMIT,
  expectNotInstalled,
  failureOf,
  ID,
  markAsOwn,
  REPOSITORY,
  repository,
  SHAPE,
  SOURCE,
  trial,
  type Trial,
  WEIGHTS,
  weightsOf,
} from './support';
import { KnownError } from '../../../../src/core/errors/knownError';

let hub: FakeHub;
let root: string;
let folder: string;

withHubAndFolder((started, empty) => {
  hub = started;
  hub.publish(REPOSITORY, repository());
  root = empty;
  folder = path.join(root, ID);
});

const file = (name: string): string => path.join(folder, name);
const partial = (): string => file('model.safetensors.partial');

/** After any fault, the next try without faults must install the whole model. */
async function expectNextTryWorks(): Promise<void> {
  expectNotInstalled(root);
  hub.heal();
  hub.publish(REPOSITORY, repository());
  await installFromHub(SOURCE, trial(hub, root));
  expect(fs.readFileSync(file('model.safetensors')).equals(WEIGHTS)).toBe(true);
  expect(fs.existsSync(file('manifest.json'))).toBe(true);
  expect(fs.readdirSync(folder).sort()).toEqual([...MODEL_FILES, 'manifest.json', MARKER_NAME].sort());
}

describe('downloading a model', () => {
  it('a download installs verified files, with commit and hashes in the manifest', async () => {
    const model = await installFromHub(SOURCE, trial(hub, root));
    expect(model.manifest).toMatchObject({ id: ID, source: 'hub', repository: REPOSITORY, commit: COMMIT });
    expect(model.manifest.license).toBe('Apache-2.0');
    for (const { name, content } of repository().files.filter(({ name }) => MODEL_FILES.includes(name as never))) {
      expect(fs.readFileSync(file(name)).equals(content)).toBe(true);
      expect(model.manifest.files.find((entry) => entry.name === name)).toMatchObject({
        size: content.length,
        sha256: hashOf(content),
      });
    }
    expect(fs.lstatSync(file('model.safetensors')).isFile()).toBe(true);
    expect(fs.readdirSync(folder)).not.toContain('model.onnx');
  });

  it('progress is reported in bytes and ends with all of them', async () => {
    const tools = trial(hub, root);
    await installFromHub(SOURCE, tools);
    const { done, total } = tools.progress.at(-1)!;
    expect(done).toBe(total);
    expect(total).toBeGreaterThan(WEIGHTS.length);
    const steps = tools.progress.map((step) => step.done);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps.length).toBeGreaterThan(5);
  });

  it('the token goes only to the hub, never to the file server', async () => {
    hub.publish(REPOSITORY, repository({ token: 'hf_secret' }));
    await installFromHub(SOURCE, trial(hub, root, { token: 'hf_secret' }));
    const authorized = (place: string): (string | undefined)[] =>
      hub.requests.filter((request) => request.place === place).map(({ headers }) => headers.authorization);
    expect(new Set(authorized('api'))).toEqual(new Set(['Bearer hf_secret']));
    expect(new Set(authorized('resolve'))).toEqual(new Set(['Bearer hf_secret']));
    expect(authorized('cdn').length).toBeGreaterThan(0);
    expect(new Set(authorized('cdn'))).toEqual(new Set([undefined]));
    const seen = hub.requests.filter(({ place }) => place === 'cdn').map((request) => JSON.stringify(request));
    expect(seen.some((request) => request.includes('hf_secret'))).toBe(false);
  });

  it('downloading an intact installed model asks the hub for nothing', async () => {
    await installFromHub(SOURCE, trial(hub, root));
    hub.requests.length = 0;
    await installFromHub(SOURCE, trial(hub, root));
    expect(hub.requests).toEqual([]);
  });

  it('downloading a damaged model fetches only the damaged file', async () => {
    await installFromHub(SOURCE, trial(hub, root));
    fs.writeFileSync(file('tokenizer.json'), bytesOf('another', 40_000));
    const made = file('prepared/0123456789abcdef/fp32.safetensors');
    fs.mkdirSync(path.dirname(made), { recursive: true });
    fs.writeFileSync(made, 'made from what was there before');
    const known = ['gpu.json', 'gpu-17.json'].map((name) => path.join(path.dirname(made), name));
    for (const name of known) fs.writeFileSync(name, 'of the graphics card');
    fs.writeFileSync(file('notes.txt'), 'of the reader');
    hub.requests.length = 0;
    await installFromHub(SOURCE, trial(hub, root));
    expect(hub.requests.map(({ place, path: asked }) => [place, path.basename(asked.split('?')[0]!)])).toEqual([
      ['resolve', 'tokenizer.json'],
      ['cdn', hashOf(bytesOf('tokenizer', 40_000))],
    ]);
    expect([made, ...known].filter((name) => fs.existsSync(name))).toEqual([]);
    expect(fs.existsSync(file('notes.txt'))).toBe(true);
  });

  it("any other repository is kept under its own name, with the hub's licence", async () => {
    hub.publish('someone/other-model', repository({ license: 'mit' }));
    const model = await installFromHub(sourceOf('someone/other-model')!, trial(hub, root));
    expect(path.basename(model.folder)).toBe('someone--other-model');
    expect(model.manifest).toMatchObject({ id: 'someone/other-model', license: 'mit' });
  });
});

describe('later downloads on a machine', () => {
  it('the recorded commit is used even though the branch has moved', async () => {
    const tools = trial(hub, root);
    await installFromHub(SOURCE, tools);
    await tools.store.remove(ID, { signal: tools.signal });
    expect(fs.existsSync(folder)).toBe(false);
    hub.requests.length = 0;
    await installFromHub(SOURCE, trial(hub, root));
    expect(hub.count('api')).toBe(0);
    expect(hub.requests.every(({ place, path: asked }) => place !== 'resolve' || asked.includes(COMMIT))).toBe(true);
  });

  it('other content under the recorded commit is refused', async () => {
    const tools = trial(hub, root);
    await installFromHub(SOURCE, tools);
    await tools.store.remove(ID, { signal: tools.signal });
    const other = repository().files.map((entry) =>
      entry.name === 'model.safetensors' ? { ...entry, content: bytesOf('evil', WEIGHTS.length) } : entry,
    );
    hub.publish(REPOSITORY, repository({ files: other }));
    const error = await failureOf(installFromHub(SOURCE, trial(hub, root)));
    expect(error.code).toBe('checksum');
    await expectNextTryWorks();
  });

  it("a download must match the catalogue's pinned hashes from the start", async () => {
    const pin = {
      commit: COMMIT,
      files: MODEL_FILES.map((name) => {
        const { content } = repository().files.find((entry) => entry.name === name)!;
        return { name, size: content.length, sha256: hashOf(content) };
      }),
    };
    await installFromHub({ ...SOURCE, pin }, trial(hub, root));
    expect(hub.count('api')).toBe(0);
    removeFolder(root);
    const wrong = { ...pin, files: pin.files.map((entry) => ({ ...entry, sha256: 'a'.repeat(64) })) };
    expect((await failureOf(installFromHub({ ...SOURCE, pin: wrong }, trial(hub, root)))).code).toBe('checksum');
    await expectNextTryWorks();
  });
});

describe('faults that pass by themselves', () => {
  it.each([
    ['a server that is busy', 'api', { kind: 'status', status: 503 }],
    ['a file server that is busy', 'cdn', { kind: 'status', status: 503 }],
    ['a signed address that has expired', 'cdn', { kind: 'status', status: 403 }],
    ['a connection that is cut', 'cdn', { kind: 'cut', after: 20_000 }],
    ['a connection that is cut at once', 'resolve', { kind: 'cut', after: 0 }],
    ['an answer that is too short', 'cdn', { kind: 'short' }],
  ] as const)('after %s, the download is tried again after a pause', async (_name, place, fault) => {
    hub.fail(place, fault);
    const tools = trial(hub, root);
    await installFromHub(SOURCE, tools);
    expect(tools.waits).toHaveLength(1);
    expect(tools.waits[0]).toBeGreaterThanOrEqual(1000);
    expect(fs.readFileSync(file('model.safetensors')).equals(WEIGHTS)).toBe(true);
  });

  it('the pause is the one that the server asks for', async () => {
    hub.fail('api', { kind: 'status', status: 429, headers: { 'retry-after': '17' } });
    const tools = trial(hub, root);
    await installFromHub(SOURCE, tools);
    expect(tools.waits).toEqual([17_000]);
  });

  it('an interrupted download continues at the byte where it stopped', async () => {
    hub.publish(REPOSITORY, onlyWeightsLarge());
    hub.fail('cdn', { kind: 'cut', after: 300_000 });
    await installFromHub(SOURCE, trial(hub, root));
    const ranges = hub.requests.filter(({ place }) => place === 'cdn').map(({ headers }) => headers.range);
    expect(ranges).toHaveLength(2);
    const [, from] = /^bytes=(\d+)-$/.exec(ranges[1]!)!;
    // Bytes that were on the way when the connection was cut may be lost.
    expect(Number(from)).toBeGreaterThan(50_000);
    expect(Number(from)).toBeLessThanOrEqual(300_000);
  });

  it('a download that makes progress may be interrupted any number of times', async () => {
    hub.publish(REPOSITORY, onlyWeightsLarge());
    hub.fail('cdn', { kind: 'cut', after: 60_000 }, 9);
    const tools = trial(hub, root);
    await installFromHub(SOURCE, tools);
    expect(tools.waits).toHaveLength(9);
    expect(fs.readFileSync(file('model.safetensors')).equals(WEIGHTS)).toBe(true);
  });

  it('a server that stalls is asked again', async () => {
    hub.publish(REPOSITORY, onlyWeightsLarge());
    hub.fail('cdn', { kind: 'stall', after: 100_000 });
    const tools = trial(hub, root, { patienceMs: 2000 });
    await installFromHub(SOURCE, tools);
    expect(tools.waits).toHaveLength(1);
    expect(hub.requests.at(-1)!.headers.range).toBe('bytes=100000-');
  });

  it.each([
    ['ignores the range', { kind: 'noRange' }],
    ['sends another range', { kind: 'wrongRange' }],
  ] as const)('a server that %s makes the download start over', async (_name, fault) => {
    await stopHalfway();
    const [before] = [fs.statSync(partial()).size];
    expect(before).toBeGreaterThan(0);
    hub.requests.length = 0;
    hub.fail('cdn', fault);
    await installFromHub(SOURCE, trial(hub, root));
    expect(hub.requests.find(({ place }) => place === 'cdn')!.headers.range).toBe(`bytes=${before}-`);
    expect(fs.readFileSync(file('model.safetensors')).equals(WEIGHTS)).toBe(true);
  });

  it('a wrong partial file is noticed at the end and fetched once more', async () => {
    await stopHalfway();
    const wrong = fs.readFileSync(partial());
    wrong[7] = wrong[7]! ^ 1;
    fs.writeFileSync(partial(), wrong);
    await installFromHub(SOURCE, trial(hub, root));
    expect(fs.readFileSync(file('model.safetensors')).equals(WEIGHTS)).toBe(true);
  });

  it('wrong content that comes in several pieces each time is given up after the second time', async () => {
    hub.publish(REPOSITORY, onlyWeightsLarge());
    for (let time = 0; time < 10; time++) {
      hub.fail('cdn', { kind: 'cut', after: 60_000 });
      hub.fail('cdn', { kind: 'corrupt' });
    }
    expect((await failureOf(installFromHub(SOURCE, trial(hub, root)))).code).toBe('checksum');
    expect(hub.count('cdn')).toBe(4);
    hub.heal();
    await expectNextTryWorks();
  });

  it('a partial file longer than the file is discarded', async () => {
    markAsOwn(folder, ID);
    fs.writeFileSync(partial(), bytesOf('junk', WEIGHTS.length + 5));
    await expectNextTryWorks();
  });
});

describe('a hub without progress is given up after a limited number of requests', () => {
  const PAGE = '<html>Welcome to this network</html>';

  it.each([
    ['a login page for every file', 'resolve', { kind: 'body', body: PAGE }, /ended early/],
    ['a login page in place of the weights', 'cdn', { kind: 'body', body: PAGE }, /ended early/],
    ['416 to everything', 'resolve', { kind: 'status', status: 416 }, /answered with status 416/],
    ['416 from the file server', 'cdn', { kind: 'status', status: 416 }, /localhost:\d+ refuses the file \(416\)/],
  ] as const)('the download is given up after %s', async (_name, place, fault, message) => {
    hub.fail(place, fault, 1000);
    const tools = trial(hub, root);
    const error = await failureOf(installFromHub(SOURCE, { ...tools, signal: AbortSignal.timeout(20_000) }));
    expect(error.code).toBe('network');
    expect(error.message).toMatch(message);
    expect(hub.requests.length).toBeLessThanOrEqual(12);
    await expectNextTryWorks();
  });

  it('the download is given up also with half of the weights present, and the next try works', async () => {
    await stopHalfway();
    for (const fault of [{ kind: 'body', body: PAGE } as const, { kind: 'status', status: 416 } as const]) {
      hub.requests.length = 0;
      hub.fail('cdn', fault, 1000);
      const error = await failureOf(
        installFromHub(SOURCE, { ...trial(hub, root), signal: AbortSignal.timeout(20_000) }),
      );
      expect(error.code).toBe('network');
      expect(hub.count('cdn')).toBeLessThanOrEqual(8);
      hub.heal();
    }
    await expectNextTryWorks();
  });

  it('an endless listing is not read to the end', async () => {
    const fault: Fault = { kind: 'endless', sent: 0 };
    hub.fail('api', fault);
    const error = await failureOf(installFromHub(SOURCE, trial(hub, root)));
    expect(error.message).toMatch(/cannot be read: check the hub's address/);
    expect(fault.sent).toBeLessThan(40_000_000);
  });

  it('weights of another kind of model are given up once their header has arrived', async () => {
    const shape = { ...SHAPE, num_hidden_layers: 3, layer_types: undefined };
    const weights = { name: 'model.safetensors', content: weightsOf(shape), large: true };
    const files = [...repository().files.filter(({ name }) => name !== 'model.safetensors'), weights];
    hub.publish(REPOSITORY, repository({ files }));
    hub.fail('cdn', { kind: 'status', status: 503 });
    const tools = trial(hub, root);
    const error = await failureOf(installFromHub(SOURCE, tools));
    expect(error.code).toBe('badModel');
    expect(error.message).toMatch(
      /The tensors of this model do not match its config\.json \(missing: model\.layers\.3\./,
    );
    expect(tools.progress.at(-1)!.done).toBeLessThan(tools.progress.at(-1)!.total);
    expect(fs.existsSync(folder)).toBe(false);
  });

  it.each([[['AclVerbatimHighlighter']], [['VerbatimRagHighlighter']], [undefined], ['a text']])(
    'a model with architectures %j is judged by its tensors',
    async (architectures) => {
      const config = { ...SHAPE, architectures, auto_map: { AutoModel: 'x--y.Highlighter' }, unknown: [1] };
      const named = { name: 'config.json', content: Buffer.from(JSON.stringify(config)), large: false };
      const files = [...repository().files.filter(({ name }) => name !== 'config.json'), named];
      hub.publish(REPOSITORY, repository({ files }));
      await expect(installFromHub(SOURCE, trial(hub, root))).resolves.toMatchObject({ id: ID });
    },
  );

  it('an oversized text file is not fetched', async () => {
    const files = repository().files.map((entry) =>
      entry.name === 'config.json' ? { ...entry, content: Buffer.alloc(2_000_000, ' ') } : entry,
    );
    hub.publish(REPOSITORY, repository({ files }));
    const error = await failureOf(installFromHub(SOURCE, trial(hub, root)));
    expect(error.code).toBe('badModel');
    expect(error.message).toMatch(/config\.json has 2\.0 MB/);
    expect(hub.count('resolve')).toBe(0);
  });
});

describe('messages about the hub', () => {
  it('an unreachable host is named, even behind a redirect', async () => {
    const gone = await FakeHub.start();
    const { host } = new URL(gone.fileServer);
    const away = gone.fileServer;
    await gone.stop();
    hub.fail('resolve', { kind: 'redirect', to: `${away}/x` }, 20);
    const error = await failureOf(installFromHub(SOURCE, trial(hub, root)));
    expect(error.message).toMatch(new RegExp(`^${host} cannot be reached`));
  });

  it('the time to wait is given in a readable unit', async () => {
    hub.fail('api', { kind: 'status', status: 503, headers: { 'retry-after': '7200' } });
    const error = await failureOf(installFromHub(SOURCE, trial(hub, root)));
    expect(error.message).toMatch(/cannot answer now \(503\): try again in 2 hours;/);
  });

  it.each(['hf_geheimß', 'hf_日本', 'hf secret', 'hf_\u0000'])('the token %j is refused at once', (token) => {
    expect(() => trial(hub, root, { token })).toThrowError(expect.objectContaining({ code: 'badToken' }) as Error);
    expect(() => trial(hub, root, { token })).toThrow(
      /^(?!.*hf)The hub token contains characters that a token cannot have/,
    );
    expect(hub.requests).toEqual([]);
  });

  it('a token with a trailing line feed is accepted', async () => {
    hub.publish(REPOSITORY, repository({ token: 'hf_secret' }));
    await installFromHub(SOURCE, trial(hub, root, { token: 'hf_secret\n' }));
  });
});

/** A repository in which only the weights are on the file server. */
function onlyWeightsLarge(): FakeRepository {
  const files = repository().files.map((entry) => ({ ...entry, large: entry.name === 'model.safetensors' }));
  return repository({ files });
}

/** Cancels a download during the weights, as a reader does. */
async function stopHalfway(): Promise<Trial> {
  const tools = trial(hub, root);
  hub.publish(REPOSITORY, onlyWeightsLarge());
  hub.fail('cdn', { kind: 'stall', after: 400_000 });
  const stopped = failureOf(
    installFromHub(SOURCE, {
      ...tools,
      onProgress: ({ done }) => {
        if (done > 300_000) tools.abort.abort(new Error('stopped by the reader'));
      },
    }),
  );
  expect((await stopped).message).toBe('stopped by the reader');
  hub.heal();
  return tools;
}

describe('resuming a download', () => {
  it('after a cancel only what is missing is fetched', async () => {
    await stopHalfway();
    expectNotInstalled(root);
    const { size } = fs.statSync(partial());
    expect(size).toBeGreaterThan(0);
    hub.requests.length = 0;
    const tools = trial(hub, root);
    await installFromHub(SOURCE, tools);
    const ranges = hub.requests.filter(({ place }) => place === 'cdn').map(({ headers }) => headers.range);
    expect(ranges).toEqual([`bytes=${size}-`]);
    expect(tools.progress.find(({ done }) => done > 100_000)!.done).toBeGreaterThanOrEqual(size);
  });

  it('a partial file and the lock of a dead process are used after a crash', async () => {
    markAsOwn(folder, ID);
    fs.writeFileSync(partial(), WEIGHTS.subarray(0, 123_456));
    fs.mkdirSync(path.join(root, '.locks'));
    fs.writeFileSync(
      path.join(root, '.locks', `${ID}.lock`),
      JSON.stringify({ nonce: 'x', pid: 0x7ffffff0, host: (await import('node:os')).hostname() }),
    );
    await installFromHub(SOURCE, trial(hub, root));
    const ranges = hub.requests.filter(({ place }) => place === 'cdn').map(({ headers }) => headers.range);
    expect(ranges).toContain('bytes=123456-');
    expect(fs.readFileSync(file('model.safetensors')).equals(WEIGHTS)).toBe(true);
    expect(fs.readdirSync(path.join(root, '.locks'))).toEqual([]);
  });

  it('a complete partial file asks the file server for nothing', async () => {
    markAsOwn(folder, ID);
    fs.writeFileSync(partial(), WEIGHTS);
    await installFromHub(SOURCE, trial(hub, root));
    expect(hub.requests.some(({ path: asked }) => asked.includes(hashOf(WEIGHTS)))).toBe(false);
  });
});

describe('faults that stay: one sentence, nothing half installed, and the next try works', () => {
  const faults: readonly (readonly [string, 'api' | 'resolve' | 'cdn', Fault, string, RegExp])[] = [
    [
      '401',
      'api',
      { kind: 'status', status: 401 },
      'auth',
      /requires a token: set one with "Evidence Lens: Set Hub Token"/,
    ],
    ['403', 'api', { kind: 'status', status: 403 }, 'gated', /only to users with access: request it/],
    ['404', 'api', { kind: 'status', status: 404 }, 'notFound', /no such model/],
    [
      '404 of a file',
      'resolve',
      { kind: 'status', status: 404, headers: { 'x-error-code': 'EntryNotFound' } },
      'notFound',
      /no such/,
    ],
    ['429', 'api', { kind: 'status', status: 429 }, 'network', /too many requests/],
    [
      '429 for long',
      'api',
      { kind: 'status', status: 429, headers: { 'retry-after': '600' } },
      'network',
      /in 10 minutes/,
    ],
    ['503', 'resolve', { kind: 'status', status: 503 }, 'network', /cannot answer now \(503\)/],
    ['a redirect loop', 'resolve', { kind: 'redirect', to: '' }, 'network', /in a loop/],
    ['an unsafe redirect', 'resolve', { kind: 'redirect', to: 'file:///etc/passwd' }, 'network', /unsafe address/],
    ['a login page', 'api', { kind: 'body', body: '<html>Welcome</html>' }, 'network', /cannot be read/],
    ['an API of another kind', 'api', { kind: 'body', body: '{"sha":"x"}' }, 'network', /cannot be read/],
    ['a cut that repeats', 'cdn', { kind: 'cut', after: 0 }, 'network', /cannot be reached|ended early/],
    ['a corrupt file', 'cdn', { kind: 'corrupt' }, 'checksum', /not have the content that the hub announced/],
    ['a file that is too long', 'cdn', { kind: 'long' }, 'checksum', /not have the content/],
    ['a server that stalls', 'cdn', { kind: 'stall', after: 0 }, 'network', /sent nothing for/],
  ];
  it.each(faults)('the fault is told in one sentence: %s', async (_name, place, fault, code, message) => {
    hub.fail(place, fault, 50);
    const tools = trial(hub, root, fault.kind === 'stall' ? { patienceMs: 300 } : {});
    const error = await failureOf(installFromHub(SOURCE, tools));
    expect(error).toBeInstanceOf(KnownError);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/\n|undefined|Signature/);
    expect(error.message.match(/\.(?=\s|$)/g)).toHaveLength(1);
    await expectNextTryWorks();
  });

  it('an unreachable hub is told in one sentence', async () => {
    const gone = await FakeHub.start();
    const { endpoint } = gone;
    await gone.stop();
    const tools = trial(hub, root);
    const lost = { ...tools, hub: trial({ endpoint }, root).hub };
    const error = await failureOf(installFromHub(SOURCE, lost));
    expect(error.code).toBe('network');
    expect(error.message).toMatch(/cannot be reached: check the connection and the proxy/);
    expect(tools.waits).toHaveLength(2);
    await expectNextTryWorks();
  });

  it('a refused token and a gated repository are told in one sentence', async () => {
    hub.fail('api', { kind: 'status', status: 401 });
    const refused = await failureOf(installFromHub(SOURCE, trial(hub, root, { token: 'old' })));
    expect(refused.message).toMatch(/refuses the token/);
    hub.publish(REPOSITORY, repository({ gated: true, token: 'accepted' }));
    const gated = await failureOf(installFromHub(SOURCE, trial(hub, root)));
    expect(gated.code).toBe('gated');
    await expectNextTryWorks();
  });

  it('a private or missing repository is told in one sentence', async () => {
    const error = await failureOf(installFromHub(sourceOf('no/such')!, trial(hub, root)));
    expect(error.code).toBe('notFound');
    expect(error.message).toMatch(/no\/such.*set a token if it is private/);
    expect(fs.existsSync(path.join(root, 'no--such'))).toBe(false);
  });

  it.each(['../../evil', '/etc/passwd', 'a\\..\\b', 'C:evil', 'a/../../b', '', 'x\0y'])(
    'a listing with the file name %j is refused',
    async (name) => {
      const files = [...repository().files, { name, content: Buffer.from('x'), large: false }];
      hub.publish(REPOSITORY, repository({ files }));
      const error = await failureOf(installFromHub(SOURCE, trial(hub, root)));
      expect(error.code).toBe('badName');
      expect(hub.count('resolve')).toBe(0);
      await expectNextTryWorks();
    },
  );

  it('a repository with another kind of model is refused', async () => {
    const without = (name: string) => repository().files.filter((entry) => entry.name !== name);
    hub.publish(REPOSITORY, repository({ files: without('tokenizer.json') }));
    const error = await failureOf(installFromHub(SOURCE, trial(hub, root)));
    expect(error.code).toBe('badModel');
    expect(error.message).toMatch(/has no tokenizer\.json/);
    const shards = { name: 'model.safetensors.index.json', content: Buffer.from('{}'), large: false };
    hub.publish(REPOSITORY, repository({ files: [...without('model.safetensors'), shards] }));
    expect((await failureOf(installFromHub(SOURCE, trial(hub, root)))).message).toMatch(/split over several files/);
    await expectNextTryWorks();
  });

  it('a file that the redirect announces with another hash is not fetched', async () => {
    const pin = {
      commit: COMMIT,
      files: MODEL_FILES.map((name) => ({ name, size: 10, sha256: 'b'.repeat(64) })),
    };
    const error = await failureOf(installFromHub({ ...SOURCE, pin }, trial(hub, root)));
    expect(error.code).toBe('checksum');
    expect(hub.count('cdn')).toBe(0);
    await expectNextTryWorks();
  });

  it('a disk that is too small is noticed before anything is written', async () => {
    const tools = { ...trial(hub, root), free: () => Promise.resolve(WEIGHTS.length) };
    const error = await failureOf(installFromHub(SOURCE, tools));
    expect(error.code).toBe('diskFull');
    expect(error.message).toMatch(/needs 753 kB in .* only 712 kB are free/);
    expect(hub.count('resolve')).toBe(0);
    await expectNextTryWorks();
  });

  it('a disk that fills up during the download keeps what has arrived', async () => {
    const handle = await fs.promises.open(path.join(root, 'probe'), 'w');
    const prototype = Object.getPrototypeOf(handle) as fs.promises.FileHandle;
    await handle.close();
    const write = prototype.write;
    let writes = 0;
    prototype.write = function (this: fs.promises.FileHandle, ...args: never[]) {
      writes++;
      if (writes > 4) return Promise.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
      return (write as (...args: never[]) => Promise<never>).apply(this, args);
    };
    try {
      const error = await failureOf(installFromHub(SOURCE, trial(hub, root)));
      expect(error.code).toBe('diskFull');
      expect(error.message).toMatch(/is full: free some space/);
    } finally {
      prototype.write = write;
    }
    await expectNextTryWorks();
  });
});

describe('two simultaneous downloads', () => {
  it('two requests share one download: the second waits and finds the model', async () => {
    const first = trial(hub, root);
    const second = trial(hub, root);
    const [a, b] = await Promise.all([installFromHub(SOURCE, first), installFromHub(SOURCE, second)]);
    expect(a.manifest).toEqual(b.manifest);
    expect(hub.count('api')).toBe(1);
    expect(hub.requests.filter(({ path: asked }) => asked.includes(hashOf(WEIGHTS)))).toHaveLength(1);
    const waited = [first, second].filter(({ progress }) => progress.some(({ phase }) => phase === 'waiting'));
    expect(waited).toHaveLength(1);
  });

  it('the second request can stop waiting', async () => {
    hub.fail('cdn', { kind: 'stall', after: 100 });
    const first = trial(hub, root);
    let running: Promise<unknown> | undefined;
    // The second begins when the first holds the lock: on a busy machine it might take it otherwise.
    await new Promise<void>((resolve) => {
      running = installFromHub(SOURCE, { ...first, onProgress: () => resolve() });
    });
    const second = trial(hub, root);
    const waiting = failureOf(
      installFromHub(SOURCE, {
        ...second,
        onProgress: ({ phase }) => phase === 'waiting' && second.abort.abort(new Error('no patience')),
      }),
    );
    expect((await waiting).message).toBe('no patience');
    hub.heal();
    await running;
    await expect(first.store.find(ID)).resolves.toBeDefined();
  });

  it('the second request continues where the first was stopped', async () => {
    hub.publish(REPOSITORY, onlyWeightsLarge());
    hub.fail('cdn', { kind: 'stall', after: 200_000 });
    const first = trial(hub, root);
    const second = trial(hub, root);
    let waiting: Promise<unknown> | undefined;
    const stopFirst = ({ phase }: InstallProgress): unknown =>
      phase === 'waiting' && first.abort.abort(new Error('stopped'));
    const running = failureOf(
      installFromHub(SOURCE, {
        ...first,
        onProgress: ({ done }) => {
          if (done > 100_000) waiting ??= installFromHub(SOURCE, { ...second, onProgress: stopFirst });
        },
      }),
    );
    expect((await running).message).toBe('stopped');
    await waiting;
    expect(hub.requests.filter(({ place }) => place === 'cdn').map(({ headers }) => headers.range)).toEqual([
      undefined,
      expect.stringMatching(/^bytes=[1-9]\d+-$/),
    ]);
    expect(fs.readFileSync(file('model.safetensors')).equals(WEIGHTS)).toBe(true);
  });
});
