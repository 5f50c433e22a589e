import { closeSync, writeSync } from 'node:fs';
import { connectToHost } from '../../../src/node/forked';
import { MESSAGES_FD } from '../../../src/node/heartbeat';
import type { HostMessage, WorkerMessage } from '../../../src/inference/protocol';

/** An inference process that does what the question says, instead of answering it. */
const send = connectToHost((message) => message as HostMessage, receive) as (message: unknown) => void;

function done(id: number): void {
  send({
    type: 'outlined',
    id,
    outline: { headings: [], chunks: [], blocks: [], format: 'markdown' },
  } satisfies WorkerMessage);
  send({ type: 'done', id, cancelled: false } satisfies WorkerMessage);
}

function receive(message: HostMessage): void {
  if (message.type !== 'ask') return;
  const { id, question } = message;
  switch (question) {
    case 'loop':
      send({ type: 'loading', id } satisfies WorkerMessage);
      for (;;);
    case 'garbage':
      return send({ type: 'scored', id });
    case 'bytes':
      // As a native library does that takes the channel for a file of its own.
      return void writeSync(MESSAGES_FD, 'a line for a log that is none\n');
    case 'length':
      return void writeSync(MESSAGES_FD, Buffer.from('45564d31ffffffff', 'hex'));
    case 'no clone':
      return void writeSync(MESSAGES_FD, Buffer.from('45564d3100000004deadbeef', 'hex'));
    case 'no outline':
      return send({ type: 'done', id, cancelled: false });
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
      return closeSync(MESSAGES_FD);
    case 'throw':
      throw new Error('nobody catches this');
    case 'exit':
      return process.exit(7);
    default:
      return done(id);
  }
}
send({ type: 'ready' } satisfies WorkerMessage);
