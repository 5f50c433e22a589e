import type { LocalPage } from './chromium';
import type { CodeServer } from './codeServer';

const RUN_MS = 6 * 60_000;

/** What a window opens, as a parameter of the editor's address: `folder` or `workspace`, with its path. */
export type Place = Readonly<Record<string, string>>;

/** What a window runs as its tests. */
export interface Launch {
  /** The module whose `run` is called inside the extension host. */
  readonly tests: string;
  readonly place: Place;
  /** Gets the output of the tests and of the extension host. */
  readonly print: (...args: readonly unknown[]) => void;
  /** Whether the server has reported a crash of the extension host: then the window would wait forever. */
  readonly hasCrashed: () => boolean;
}

/** Opens a window of the editor that runs tests. Resolves to its exit code, or to the reason why there is none. */
export async function launchTests(
  server: CodeServer,
  { page }: LocalPage,
  { tests, place, print, hasCrashed }: Launch,
): Promise<number | string> {
  const remote = (file: string): string => `vscode-remote://${new URL(server.origin).host}${file}`;
  const payload = [
    ['extensionDevelopmentPath', remote(server.unpacked)],
    ['extensionTestsPath', remote(tests)],
    ['skipWelcome', 'true'],
  ];

  const exit = new Promise<number | string>((resolve) => {
    const crashed = setInterval(() => {
      if (hasCrashed()) resolve('The extension host crashed.');
    }, 500);
    const late = setTimeout(() => resolve(`No end within ${RUN_MS / 60_000} minutes.`), RUN_MS);
    const settle = (code: number): void => {
      clearInterval(crashed);
      clearTimeout(late);
      resolve(code);
    };
    void page.exposeFunction('codeAutomationExit', settle);
    crashed.unref();
  });
  await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => print(...args));
  const query = new URLSearchParams({ ...place, payload: JSON.stringify(payload) });
  await page.goto(`${server.origin}/?${query.toString()}`, { timeout: 60_000 });
  return exit;
}
