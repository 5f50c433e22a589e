import { spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { type Sign, SIGNS } from './heartbeat';
import { MessageStream } from './messageStream';

/** What a forked process reports. `ended` comes once, and nothing comes after it. */
export interface ProcessEvents {
  /** Something came over the channel; it need not be a message of the protocol. */
  message(message: unknown): void;
  /** What came over the channel is no message at all; nothing comes after it but `ended`, once the process is killed. */
  broken(reason: string): void;
  /** The process is alive. */
  sign(sign: Sign): void;
  /** The process wrote to its standard output or error: a native library's last words, or a warning. */
  output(text: string): void;
  /** The process is gone, and all that it had sent has been read. */
  ended(reason: string): void;
}

/** A running process: the one that infers, or the one that holds the index of a library. */
export interface ForkedProcess {
  readonly pid: number | undefined;
  /** Sends a message; one that cannot be delivered is lost, and `ended` follows. */
  send(message: object): void;
  /** Ends the process at once, even one that is stopped or busy in native code. */
  kill(): void;
}

export type Launch = (workerPath: string, events: ProcessEvents) => ForkedProcess;

/**
 * Forks a process for work. A process, not a thread: onnxruntime blocks the thread that it runs on, and stopping such a
 * thread, or a fault inside it, takes the whole extension host down.
 */
export const forkWorker: Launch = (workerPath, events) => {
  // The host's own flags (an inspector's port, a heap size) are not meant for the process.
  const child = spawn(process.execPath, [workerPath], {
    env: workerEnvironment(process.env),
    // The last two are `MESSAGES_FD` and `LIFE_FD`; 'overlapped' is a pipe that Windows can read and write at once.
    stdio: ['ignore', 'pipe', 'pipe', 'overlapped', 'overlapped'],
    windowsHide: true,
  });

  let ended = false;
  const end = (reason: string): void => {
    if (ended) return;
    ended = true;
    events.ended(reason);
  };
  const [, , , channel, life] = child.stdio as unknown as readonly Duplex[];
  // Of a process that could not be started nothing is there.
  const messages =
    channel &&
    new MessageStream(channel, {
      message: (message) => {
        if (!ended) events.message(message);
      },
      broken: (reason) => events.broken(reason),
    });
  // Without its channel the process is of no use; it should have left by itself.
  channel?.on('close', () => child.kill('SIGKILL'));
  // A process that has just ended is no longer there to be written to; `ended` follows.
  for (const pipe of [channel, life]) pipe?.on('error', () => undefined);
  life?.on('data', (beats: Buffer) => events.sign(beats.includes(SIGNS.works) ? 'works' : 'runs'));
  child.stdout?.setEncoding('utf8').on('data', (text: string) => events.output(text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => events.output(text));
  // 'close' comes after the last message was read, which 'exit' does not promise.
  child.on('close', (code, signal) => end(signal ? `ended by ${signal}` : `exit code ${code ?? 'unknown'}`));
  child.on('error', (error) => {
    if (child.pid === undefined) end(`could not be started: ${error.message}`);
    else events.output(error.message);
  });

  return {
    pid: child.pid,
    send: (message) => messages?.send(message),
    kill: () => void child.kill('SIGKILL'),
  };
};

/**
 * The environment of a forked process: the host's, without what would make Node or Electron behave otherwise
 * (`NODE_OPTIONS`, everything of VS Code), and as plain Node where the host is Electron.
 */
export function workerEnvironment(host: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(host).filter(([name]) => name !== 'NODE_OPTIONS' && !name.startsWith('VSCODE_'));
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' };
}
