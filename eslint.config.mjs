import { readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { defineConfig, globalIgnores } from 'eslint/config';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * The layers of `src`, lowest first; ARCHITECTURE.md draws them. A layer imports itself and the layers that it names. Type imports count too.
 */
const LAYERS = {
  core: [],
  webview: ['core'],
  node: ['core'],
  model: ['core', 'node'],
  inference: ['core', 'node', 'model'],
  library: ['core', 'node'],
  cli: ['core', 'node', 'model', 'inference'],
  platform: ['core'],
  papers: ['core', 'platform', 'inference'],
  features: ['core', 'node', 'model', 'inference', 'library', 'platform', 'papers'],
};

/** A feature is a folder; the root passes features to each other. */
const FEATURES = readdirSync(new URL('./src/features/', import.meta.url));

/** For each layer: all of `src` is closed to it but itself and what it names. */
const zones = [
  ...Object.entries(LAYERS).map(([layer, open]) => ({
    target: `./src/${layer}`,
    from: './src',
    except: [layer, ...open].map((name) => `./${name}`),
    message: `src/${layer} may import ${['itself', ...open].join(', ')}; see the layers in ARCHITECTURE.md.`,
  })),
  ...FEATURES.map((feature) => ({
    target: `./src/features/${feature}`,
    from: './src/features',
    except: [`./${feature}`],
    message:
      'No feature imports another: what several need belongs into src/papers or src/platform, and src/wiring passes parts.',
  })),
];

/** Holds everywhere in `src`: `closed` adds to it, because a file has this rule only once. */
const L10N_TEXT = {
  selector: 'CallExpression[callee.property.name="t"][callee.object.property.name="l10n"][arguments.0.type!="Literal"]',
  message: 'l10n.t needs a text in quotes as its first argument: any other could never be translated.',
};

/** Closes packages to files, however they are imported, and forms of code, with one sentence that says who has them. */
function closed(files, ...limits) {
  const patterns = limits.filter(({ regex }) => regex !== undefined);
  const forms = limits.filter(({ selector }) => selector !== undefined);
  const dynamic = patterns.map(({ regex, message }) => ({
    selector: `ImportExpression > Literal[value=/${regex.replaceAll('/', '\\/')}/]`,
    message,
  }));
  return {
    files,
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns }],
      'no-restricted-syntax': ['error', L10N_TEXT, ...dynamic, ...forms],
    },
  };
}

const oneEngine = {
  selector: 'MemberExpression[object.name="engine"][property.name="kind"]',
  message: 'Features cannot tell engines apart, except src/features/models: ask src/inference what the engine needs.',
};

const vscode = {
  regex: '^vscode$',
  message:
    'Only src/features, src/papers, src/platform and the root (src/extension.ts, src/api.ts, src/wiring) talk to VS Code.',
};
const runtimes = {
  regex: '^(onnxruntime-|@huggingface/)',
  message: 'Only src/inference runs models: ask it through its protocol.',
};
const node = {
  regex: `^(node:|(${builtinModules.filter((name) => !name.startsWith('_')).join('|')})$)`,
  message: 'src/core, src/webview and src/platform know no Node modules.',
};
/** Node's globals, which have types everywhere in `src`. */
const NODE_GLOBALS = ['process', 'Buffer', 'require', 'module', '__dirname', '__filename', 'global', 'setImmediate'];
const inLayers = (...layers) => layers.map((layer) => `src/${layer}/**/*.ts`);

export default defineConfig([
  globalIgnores(['dist/', 'out/', '**/node_modules/', 'test/artefacts/', '.vscode-test/']),
  { files: ['**/*.mjs'], languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } } },
  {
    files: ['src/**/*.ts', 'test/**/*.ts', 'scripts/**/*.ts', '*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    rules: {
      'import-x/no-default-export': 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `return this.say(...)` ends a function with a message in one line, and that is what it is meant to do.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // For `import * as vscode` esbuild copies the hundreds of names of the API, in every file anew: a third of the time of a start.
      '@typescript-eslint/no-require-imports': ['error', { allowAsImport: true }],
    },
  },
  { files: ['test/**/*.ts'], rules: { 'max-lines': 'off', 'import-x/no-default-export': 'off', 'no-console': 'off' } },
  { files: ['src/cli/**/*.ts', 'scripts/**/*.ts'], rules: { 'no-console': 'off' } },
  // Tools that ask for it by contract.
  { files: ['*.ts'], rules: { 'import-x/no-default-export': 'off' } },
  {
    files: ['src/**/*.ts'],
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.json'] })] },
    rules: { 'import-x/no-restricted-paths': ['error', { zones }] },
  },
  closed(inLayers('core', 'webview'), vscode, runtimes, node),
  closed(inLayers('node', 'model', 'library', 'cli'), vscode, runtimes),
  closed(inLayers('inference'), vscode),
  closed(inLayers('platform'), runtimes, node),
  closed(inLayers('papers', 'features', 'wiring'), runtimes, oneEngine),
  closed(['src/features/models/**/*.ts'], runtimes),
  closed(['src/extension.ts', 'src/api.ts'], runtimes),
  // It translates what others mark.
  { files: ['src/platform/localised.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: inLayers('core', 'webview'), rules: { 'no-restricted-globals': ['error', ...NODE_GLOBALS] } },
]);
