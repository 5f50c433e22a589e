import { fork } from 'node:child_process';

/** What a forked process reports. `ended` comes once, and nothing comes after it. */
export interface ProcessEvents {
  /** Something came over the channel; it need not be a message of the protocol. */
  message(message: unknown): void;
  /** The process wrote to its standard output or error: a native library's last words, or a warning. */
  output(text: string): void;
  /** The process is gone, and all that it had sent has been read. */
  ended(reason: string): void;
}

/** A running process: the one that infers, or the one that holds the index of a collection. */
export interface InferenceProcess {
  readonly pid: number | undefined;
  /** Sends a message; one that cannot be delivered is lost, and `ended` follows. */
  send(message: object): void;
  /** Ends the process at once, even one that is stopped or busy in native code. */
  kill(): void;
}

export type Launch = (workerPath: string, events: ProcessEvents) => InferenceProcess;

/**
 * Forks the inference process. A process, not a thread: onnxruntime blocks the thread that it runs on, and stopping such a
 * thread, or a fault inside it, takes the whole extension host down.
 */
export const forkWorker: Launch = (workerPath, events) => {
  const child = fork(workerPath, [], {
    // The host's own flags (an inspector's port, a heap size) are not meant for the process.
    execArgv: [],
    env: workerEnvironment(process.env),
    // Typed arrays cross as they are, not as JSON.
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });

  let ended = false;
  const end = (reason: string): void => {
    if (ended) return;
    ended = true;
    events.ended(reason);
  };
  child.on('message', (message: unknown) => {
    if (!ended) events.message(message);
  });
  child.stdout?.setEncoding('utf8').on('data', (text: string) => events.output(text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => events.output(text));
  // Without its channel the process is of no use; it should have left by itself.
  child.on('disconnect', () => child.kill('SIGKILL'));
  // 'close' comes after the last message was read, which 'exit' does not promise.
  child.on('close', (code, signal) => end(signal ? `ended by ${signal}` : `exit code ${code ?? 'unknown'}`));
  child.on('error', (error) => {
    if (child.pid === undefined) end(`could not be started: ${error.message}`);
    else events.output(`channel: ${error.message}`);
  });

  return {
    pid: child.pid,
    send: (message) => {
      if (child.connected) child.send(message);
    },
    kill: () => void child.kill('SIGKILL'),
  };
};

/**
 * The environment of the inference process: the host's, without what would make Node or Electron behave otherwise
 * (`NODE_OPTIONS`, everything of VS Code), and as plain Node where the host is Electron.
 */
export function workerEnvironment(host: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(host).filter(([name]) => name !== 'NODE_OPTIONS' && !name.startsWith('VSCODE_'));
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' };
}
