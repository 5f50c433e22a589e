import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

/** A process that answers each line of JSON with one line. It works on one request at a time. */
export class LineProcess {
  private readonly child: ChildProcess;
  private readonly lines: Interface;
  private readonly answers: AsyncIterator<string>;
  private lastWords = '';

  /** @param env added to the environment */
  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    this.child.on('error', (error) => (this.lastWords += error.message));
    this.child.stdin!.on('error', () => undefined);
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.lastWords = (this.lastWords + text).slice(-2000);
    });
    this.lines = createInterface({ input: this.child.stdout! });
    this.answers = this.lines[Symbol.asyncIterator]();
  }

  /** Sends a request and waits for its answer. Errors include the process's last output. */
  async ask<T>(request: object): Promise<T> {
    this.child.stdin!.write(`${JSON.stringify(request)}\n`);
    const next = await this.answers.next();
    if (next.done) throw new Error(this.lastWords.trim().split('\n').at(-1) || 'the process ended');
    return JSON.parse(next.value) as T;
  }

  end(): void {
    this.lines.close();
    this.child.kill();
  }
}
