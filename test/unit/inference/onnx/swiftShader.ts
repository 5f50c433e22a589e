import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/** Chromium's graphics card in software with its Vulkan loader, as npm installs it for the tests in the editor. */
const PACKED = join(
  ...[
    import.meta.dirname,
    '..',
    '..',
    '..',
    'host',
    'node_modules',
    '@sparticuz',
    'chromium',
    'bin',
    'swiftshader.tar.br',
  ],
);

/** Why there is no graphics card in software here; undefined when there is one. */
export const MISSING =
  process.platform !== 'linux' || process.arch !== 'x64'
    ? 'the graphics card in software is for linux-x64'
    : existsSync(PACKED)
      ? undefined
      : 'test/host/node_modules has no SwiftShader: run `npm test -- host` once';

/** A place for SwiftShader, and the variables with which Vulkan finds it there, and nothing else. */
export interface GraphicsCard {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Unpacks SwiftShader into a temporary folder, which the caller removes. */
export function unpackCard(): GraphicsCard {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-lens-gpu-'));
  execFileSync('tar', ['-x', '-C', folder], { input: brotliDecompressSync(readFileSync(PACKED)) });
  const driver = join(folder, 'driver.json');
  const ICD = { library_path: join(folder, 'libvk_swiftshader.so'), api_version: '1.1.0' };
  writeFileSync(driver, JSON.stringify({ file_format_version: '1.0.0', ICD }));
  return { folder, environment: { LD_LIBRARY_PATH: folder, VK_ICD_FILENAMES: driver, VK_DRIVER_FILES: driver } };
}
