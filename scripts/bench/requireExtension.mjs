/**
 * Prints how many milliseconds it takes to require dist/extension.js, with a stub in place of `vscode`. What `activate` does in the editor
 * is not part of it.
 */
import Module, { createRequire } from 'node:module';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..', '..');
/** Takes any use: every property of it is it. */
const stub = new Proxy(class {}, {
  get: (target, name) => (name === 'prototype' ? target.prototype : stub),
  apply: () => stub,
});
/** The bundle copies the names of a module and inherits from its prototype. */
const api = Object.create(stub);
const load = Module._load;
Module._load = (request, ...rest) => (request === 'vscode' ? api : load(request, ...rest));
const require = createRequire(import.meta.url);
const began = performance.now();
require(path.join(root, 'dist', 'extension.js'));
process.stdout.write(`${performance.now() - began}\n`);
process.exit();
