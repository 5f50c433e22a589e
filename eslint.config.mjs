import { defineConfig, globalIgnores } from 'eslint/config';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Forbids imports with one sentence that says where the code belongs instead. */
function wall(files, patterns) {
  return {
    files,
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
  };
}

const vscode = {
  group: ['vscode'],
  message: 'Only src/features, src/platform and the root (src/extension.ts, src/wiring) talk to VS Code.',
};
const runtimes = {
  group: ['onnxruntime-*', '@huggingface/*'],
  message: 'Only src/inference runs models: ask it through its protocol.',
};
const node = {
  regex: '^(node:|fs$|path$|os$|child_process$)',
  message: 'src/core and src/webview know no Node modules.',
};
const outsideCore = {
  regex: '^(\\.\\./)+(inference|model|library|papers|node|features|platform|wiring|cli|webview)(/|$)',
  message: 'src/core and src/webview import nothing outside core.',
};
const features = {
  regex: '(^|/)(features|platform|wiring)(/|$)',
  message: 'Features are wired by the root only: src/extension.ts, src/wiring.',
};

const root = {
  regex: '(^|/)wiring(/|$)',
  message: 'Parts are given what they need by src/wiring; they never ask for it.',
};

export default defineConfig([
  globalIgnores(['dist/', 'out/', '**/node_modules/', 'test/artefacts/', '.vscode-test/']),
  { files: ['**/*.mjs'], languageOptions: { globals: { console: 'readonly', process: 'readonly' } } },
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
    },
  },
  { files: ['test/**/*.ts'], rules: { 'max-lines': 'off', 'import-x/no-default-export': 'off', 'no-console': 'off' } },
  { files: ['src/cli/**/*.ts', 'scripts/**/*.ts'], rules: { 'no-console': 'off' } },
  // Tools that ask for it by contract.
  { files: ['*.ts'], rules: { 'import-x/no-default-export': 'off' } },
  wall(['src/core/**/*.ts'], [vscode, runtimes, node, outsideCore]),
  wall(['src/inference/**/*.ts'], [vscode, features]),
  wall(['src/library/**/*.ts'], [vscode, runtimes, features]),
  wall(['src/model/**/*.ts'], [vscode, runtimes, features]),
  wall(['src/webview/**/*.ts'], [vscode, runtimes, node, outsideCore]),
  wall(['src/cli/**/*.ts'], [vscode, runtimes, features]),
  wall(['src/features/**/*.ts', 'src/platform/**/*.ts'], [runtimes, root]),
  wall(['src/wiring/**/*.ts', 'src/extension.ts'], [runtimes]),
]);
