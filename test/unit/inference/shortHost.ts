import { forkWorker } from '../../../src/inference/launch';

/**
 * A host that starts an inference process (the argument), asks it something long, tells the process's id once it is at work,
 * and then waits for its own end.
 */
const worker = forkWorker(process.argv[2]!, {
  message: (message) => {
    if ((message as { type: string }).type === 'outlined') process.stdout.write(`${worker.pid}\n`);
  },
  output: (text) => process.stderr.write(text),
  ended: (reason) => process.stderr.write(`${reason}\n`),
});
worker.send({
  type: 'ask',
  id: 1,
  engine: { kind: 'keyword' },
  question: 'How are words counted?',
  text: '# Part\n\nWords are counted by hand, and counted again.\n\n'.repeat(3000),
  format: 'markdown',
});
process.stdin.resume();
