/**
 * Runs inside an extension host and writes how long the extension takes to activate, counted like the editor's list of running extensions:
 * loading the bundle, and the call of `activate`. (The editor's own work before that, such as reading the extension's memento, is not
 * counted.)
 */
import * as assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import Module from 'node:module';
import * as vscode from 'vscode';

/** A starting window keeps all cores busy for some seconds, which must not count as activation time. */
const SETTLE_MS = 10_000;

interface Bundle {
  activate: (context: unknown) => unknown;
}

export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('evidence-lens.evidence-lens');
  assert.ok(extension, 'the extension is not installed');
  assert.equal(extension.isActive, false, 'something has woken the extension before');
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  let loaded: number | undefined;
  let called: number | undefined;

  const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
  const load = loader._load;
  loader._load = (request, ...rest) => {
    if (!request.endsWith('dist/extension.js')) return load(request, ...rest);
    const began = performance.now();
    const bundle = load(request, ...rest) as Bundle;
    loaded = performance.now() - began;
    // The exports of a bundle cannot be changed.
    return {
      ...bundle,
      activate: (context: unknown) => {
        const start = performance.now();
        const api = bundle.activate(context);
        called = performance.now() - start;
        return api;
      },
    };
  };
  await extension.activate();
  assert.ok(loaded !== undefined && called !== undefined, 'the bundle was not loaded as expected');
  writeFileSync(process.env['EVIDENCE_LENS_ACTIVATION']!, JSON.stringify({ loaded, called }));
}
