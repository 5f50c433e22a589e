import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const CARDS = '/sys/class/drm';
const NVIDIA_VERSION = '/sys/module/nvidia/version';

/**
 * The graphics cards and their driver, so that another card or driver is noticed: PCI ids, and the version of NVIDIA's driver or else of
 * the kernel. Empty where the system does not tell: only Linux does without running another program.
 */
export async function adapters(): Promise<string[]> {
  const names = await readdir(CARDS).catch(() => []);
  const cards = await Promise.all(
    names
      .filter((name) => /^card\d+$/.test(name))
      .map(async (name) => {
        const [vendor, device] = await Promise.all(
          ['vendor', 'device'].map((id) => line(join(CARDS, name, 'device', id))),
        );
        return vendor && device ? `${vendor}:${device}` : undefined;
      }),
  );
  const found = cards.filter((card) => card !== undefined).sort();
  if (found.length === 0) return [];
  const driver = (await line(NVIDIA_VERSION)) ?? (await line('/proc/sys/kernel/osrelease'));
  return driver === undefined ? found : [...found, driver];
}

async function line(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim() === '' ? undefined : text.trim();
}
