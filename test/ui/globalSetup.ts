import * as fs from 'node:fs';
import * as path from 'node:path';
import type { TestProject } from 'vitest/node';
import { crashes, startCodeServer } from '../host/codeServer';
import { ARTEFACTS } from '../host/paths';

declare module 'vitest' {
  interface ProvidedContext {
    /** The editor of all tests: its address, its settings file and a folder for workspaces. */
    server: { readonly origin: string; readonly settingsFile: string; readonly folder: string };
  }
}

/** Starts one editor for all browser tests. The returned function stops it and reports crashes of its extension hosts. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startCodeServer({ withExtension: true });
  const { origin, settingsFile, folder } = server;
  project.provide('server', { origin, settingsFile, folder });
  return async () => {
    const crashed = crashes(server.output());
    fs.mkdirSync(ARTEFACTS, { recursive: true });
    fs.writeFileSync(path.join(ARTEFACTS, 'ui-server.log'), server.output());
    await server.stop();
    if (crashed.length > 0) throw new Error(`The extension host crashed: ${crashed.join(' ')}`);
  };
}
