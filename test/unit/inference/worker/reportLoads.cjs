/**
 * Loaded into a process before its own code (`--require`): says on standard error which modules it asks for from then on, and what it
 * tries on the network.
 */
const Module = require('node:module');
const net = require('node:net');

const load = Module._load;
Module._load = function (request, ...rest) {
  process.stderr.write(`load ${request}\n`);
  return load.call(this, request, ...rest);
};

globalThis.fetch = (input) => {
  process.stderr.write(`network ${String(input)}\n`);
  return Promise.reject(new Error('There is no network in this test.'));
};
net.Socket.prototype.connect = function () {
  process.stderr.write('network socket\n');
  throw new Error('There is no network in this test.');
};
