import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { FakeHub } from '../../../fakes/hub';
import { temporaryFolder } from './support';

/**
 * Starts a fake hub for the tests of a file, and makes an empty folder for each of them.
 *
 * @param begin is called before each test, to publish what the hub has
 */
export function withHubAndFolder(begin: (hub: FakeHub, folder: string) => void): void {
  let hub: FakeHub;
  let removeFolder: () => void;
  beforeAll(async () => {
    hub = await FakeHub.start();
  });
  afterAll(() => hub.stop());
  beforeEach(() => {
    hub.requests.length = 0;
    const { folder, remove } = temporaryFolder();
    removeFolder = remove;
    begin(hub, folder);
  });
  afterEach(() => {
    hub.heal();
    removeFolder();
  });
}
