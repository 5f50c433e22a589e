/** Serves the samples in code-server with the packaged extension installed, until it is interrupted. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startCodeServer } from './codeServer';
import { ROOT } from './paths';
import { installCodeServer } from './prepare';

async function main(): Promise<void> {
  const problem = installCodeServer();
  if (problem) throw new Error(problem);
  const server = await startCodeServer({ withExtension: true });
  const samples = path.join(server.folder, 'samples');
  fs.cpSync(path.join(ROOT, 'samples'), samples, { recursive: true });
  console.log(`Evidence Lens is open at ${server.origin}/?folder=${encodeURIComponent(samples)} (Ctrl+C ends it).`);
  const stop = (): void => void server.stop().finally(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  console.error(String(error));
  process.exit(1);
});
