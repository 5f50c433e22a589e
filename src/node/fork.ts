import { spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { type Sign, SIGNS } from './heartbeat';
import { MessageStream } from './messageStream';

/** What a forked process reports. `ended` comes exactly once and last. */
export interface ProcessEvents {
  /** Something arrived on the channel; it need not be a message of the protocol. */
  message(message: unknown): void;
  /** What arrived on the channel is not a message at all. Only `ended` follows, when the process has been killed. */
  broken(reason: string): void;
  /** The process is alive. */
  sign(sign: Sign): void;
  /** The process wrote to its standard output or error, for example a warning or the last words of a native library. */
  output(text: string): void;
  /** The process has ended, and everything that it sent has been read. */
  ended(reason: string): void;
}

/** A running process: the one that runs the engine, or the one that holds the index of a library. */
export interface ForkedProcess {
  readonly pid: number | undefined;
  /** Sends a message. A message that cannot be delivered is lost, and `ended` follows. */
  send(message: object): void;
  /** Kills the process at once, even when it is stopped or busy in native code. */
  kill(): void;
}

export type Launch = (workerPath: string, events: ProcessEvents) => ForkedProcess;

/**
 * Forks a process for work. A process and not a thread: onnxruntime blocks its thread, and stopping such a thread, or a fault
 * inside it, would end the whole extension host.
 */
export const forkWorker: Launch = (workerPath, events) => {
  // The host's own flags (an inspector's port, a heap size) must not be passed on.
  const child = spawn(process.execPath, [workerPath], {
    env: workerEnvironment(process.env),
    // The last two are `MESSAGES_FD` and `LIFE_FD`. 'overlapped' makes a pipe that Windows can read and write at the same time.
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
  // A process that could not be started has no channel.
  const messages =
    channel &&
    new MessageStream(channel, {
      message: (message) => {
        if (!ended) events.message(message);
      },
      broken: (reason) => events.broken(reason),
    });
  // A process without its channel is useless. It should have ended by itself; this makes sure.
  channel?.on('close', () => child.kill('SIGKILL'));
  // Writing to a process that has just ended fails; `ended` follows, so the error is ignored.
  for (const pipe of [channel, life]) pipe?.on('error', () => undefined);
  life?.on('data', (beats: Buffer) => events.sign(beats.includes(SIGNS.works) ? 'works' : 'runs'));
  child.stdout?.setEncoding('utf8').on('data', (text: string) => events.output(text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => events.output(text));
  // 'close' comes after the last message was read; 'exit' may come before.
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
 * The environment of a forked process: the host's, without variables that change how Node or Electron behave (`NODE_OPTIONS`, all of
 * VS Code's). Where the host is Electron, one more variable makes it run as plain Node.
 */
export function workerEnvironment(host: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(host).filter(([name]) => name !== 'NODE_OPTIONS' && !name.startsWith('VSCODE_'));
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' };
}
