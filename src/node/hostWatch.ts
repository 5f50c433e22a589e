import { Socket } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { BEAT_MS, LIFE_FD, SIGNS } from './heartbeat';

/**
 * A second thread, because the main thread can be inside native code for minutes. It ends the process when the host has ended. Until then it
 * tells the host that the process runs. It computes nothing itself, so nothing can block it.
 */
const life = new Socket({ fd: LIFE_FD, readable: true, writable: true });
const end = (): void => void process.kill(process.pid, 'SIGKILL');
life.on('error', end).on('close', end).resume();

/** Processor time between two signs that counts as work, microseconds: a process that only waits uses less. */
const WORKING_CPU = 50_000;
let turned = true;
let usedBefore = 0;
parentPort!.on('message', () => (turned = true));

setInterval(() => {
  const { user, system } = process.cpuUsage();
  const works = turned && user + system - usedBefore >= WORKING_CPU;
  life.write(Buffer.of(works ? SIGNS.works : SIGNS.runs));
  usedBefore = user + system;
  turned = false;
  parentPort!.postMessage('there?');
}, BEAT_MS);
