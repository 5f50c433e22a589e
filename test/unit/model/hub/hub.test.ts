import { describe, expect, it } from 'vitest';
import { Hub } from '../../../../src/model/hub/hub';

describe('what the log gets of a hub that cannot be reached', () => {
  it('the log names the signed address of a hub that failed, but not its query, which is a secret', async () => {
    const cause = new Error('no route to https://cdn.example/blob?Signature=secret&Key=1 (proxy)');
    const fetch = (): Promise<Response> => Promise.reject(new TypeError('fetch failed', { cause }));
    const hub = new Hub({ endpoint: 'https://hub.example', token: undefined, fetch, patienceMs: 10_000 });
    const revision = hub.revision('organisation/name', 'main', new AbortController().signal);
    await expect(revision).rejects.toMatchObject({
      code: 'network',
      detail: 'fetch failed (no route to https://cdn.example/blob?… (proxy))',
    });
  });
});
