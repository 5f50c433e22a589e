import { forkWorker } from '../../../src/node/fork';

let isTold = false;
const [, , workerPath, question = 'How are words counted?'] = process.argv;

/**
 * A host that starts an inference process (the argument), asks it something long, tells the process's id once it is at work,
 * and then waits for its own end.
 */
const worker = forkWorker(workerPath!, {
  message: (message) => {
    const { type } = message as { readonly type: string };
    if (isTold || (type !== 'outlined' && type !== 'loading')) return;
    isTold = true;
    process.stdout.write(`${worker.pid}\n`);
  },
  broken: (reason) => process.stderr.write(`${reason}\n`),
  sign: () => undefined,
  output: (text) => process.stderr.write(text),
  ended: (reason) => process.stderr.write(`${reason}\n`),
});
worker.send({
  type: 'ask',
  id: 1,
  engine: { kind: 'keyword' },
  question,
  text: '# Part\n\nWords are counted by hand, and counted again.\n\n'.repeat(3000),
  format: 'markdown',
});
process.stdin.resume();
