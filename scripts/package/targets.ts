/** The platforms with a package, and the files of onnxruntime in each package. */

const NODE = 'node_modules/onnxruntime-node';
const WEB = 'node_modules/onnxruntime-web';
const COMMON = 'node_modules/onnxruntime-common';

/** For all platforms without a package of their own: Intel Macs, Alpine Linux and others. */
export const UNIVERSAL = 'universal';

/** The native library. Left out are a second copy of it (macOS) and files that only graphics cards need (Windows). */
const LIBRARIES = { linux: 'libonnxruntime.so.1', darwin: 'libonnxruntime.1.dylib', win32: 'onnxruntime.dll' };

/** The files of onnxruntime in a package. */
interface RuntimeFiles {
  readonly required: readonly string[];
  /** Other files, as patterns of .vscodeignore. */
  readonly others: readonly string[];
}

function native(platform: keyof typeof LIBRARIES, arch: string): RuntimeFiles {
  const binaries = `${NODE}/bin/napi-v6/${platform}/${arch}`;
  return {
    required: [
      `${NODE}/package.json`,
      `${NODE}/dist/index.js`,
      `${COMMON}/dist/cjs/index.js`,
      `${binaries}/${LIBRARIES[platform]}`,
      `${binaries}/onnxruntime_binding.node`,
    ],
    others: [
      `${NODE}/dist/*.js`,
      `${COMMON}/package.json`,
      `${COMMON}/dist/cjs/**/*.js`,
      `${COMMON}/dist/cjs/package.json`,
    ],
  };
}

const webAssembly: RuntimeFiles = {
  required: [
    `${WEB}/package.json`,
    `${WEB}/dist/ort.node.min.mjs`,
    `${WEB}/dist/ort-wasm-simd-threaded.mjs`,
    `${WEB}/dist/ort-wasm-simd-threaded.wasm`,
    `${COMMON}/package.json`,
    `${COMMON}/dist/esm/index.js`,
  ],
  others: [`${COMMON}/dist/esm/**/*.js`],
};

/** By VS Code's names for platforms. The universal package has no such name. */
export const TARGETS: Readonly<Record<string, RuntimeFiles>> = {
  'win32-x64': native('win32', 'x64'),
  'win32-arm64': native('win32', 'arm64'),
  'linux-x64': native('linux', 'x64'),
  'linux-arm64': native('linux', 'arm64'),
  'darwin-arm64': native('darwin', 'arm64'),
  [UNIVERSAL]: webAssembly,
};

/** The target that runs on this machine. */
export function ownTarget(): string {
  const name = `${process.platform}-${process.arch}`;
  return Object.hasOwn(TARGETS, name) ? name : UNIVERSAL;
}

interface Named {
  readonly name: string;
  readonly version: string;
}

/** File name of a package. */
export function packageFile({ name, version }: Named, target: string): string {
  return `${name}-${target}-${version}.vsix`;
}
