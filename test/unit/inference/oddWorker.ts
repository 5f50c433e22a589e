import type { HostMessage, WorkerMessage } from '../../../src/inference/protocol';

/** An inference process that does what the question says, instead of answering it. */
function send(message: unknown): void {
  process.send?.(message);
}

function done(id: number): void {
  send({ type: 'done', id, cancelled: false } satisfies WorkerMessage);
}

process.on('disconnect', () => process.exit());
process.on('message', (message: HostMessage) => {
  if (message.type !== 'ask') return;
  const { id, question } = message;
  switch (question) {
    case 'loop':
      send({ type: 'loading', id } satisfies WorkerMessage);
      for (;;);
    case 'garbage':
      for (const garbage of [7, 'text', {}, [], { type: 'scored', id }, { type: 'done', id: 'x' }, Buffer.alloc(9)]) {
        send(garbage);
      }
      return done(id);
    case 'noise':
      process.stdout.write('on standard output\n');
      process.stderr.write('on standard error\n');
      return done(id);
    case 'environment':
      process.stdout.write(`environment ${Object.keys(process.env).join(' ')} end ${process.execArgv.join(' ')}\n`);
      return done(id);
    case 'abort':
      return process.abort();
    case 'disconnect':
      // As the real process does after an error that nobody caught.
      return process.disconnect();
    case 'exit':
      return process.exit(7);
    default:
      return done(id);
  }
});
send({ type: 'ready' } satisfies WorkerMessage);
