import { describe, expect, it } from 'vitest';
import { parseLibraryReply, parseLibraryRequest } from '../../../src/library/messages';
import type { LibraryReply, LibraryRequest } from '../../../src/library/protocol';

const paper = { address: 'file:///p.md', stamp: '1' };
const put: LibraryRequest = { type: 'put', id: 2, paper, bytes: new Uint8Array([35]), format: 'markdown' };

describe('a request to the process that holds the index', () => {
  it.each<LibraryRequest>([
    { type: 'open', id: 1, file: undefined },
    { type: 'open', id: 1, file: '/papers.index' },
    put,
    { type: 'remove', id: 3, addresses: [paper.address] },
    { type: 'search', id: 4, question: 'q', limit: 40 },
    { type: 'save', id: 5 },
  ])('is taken: %j', (request) => {
    expect(parseLibraryRequest(request)).toBe(request);
  });

  it.each([
    ['nothing', null],
    ['an unknown type', { type: 'sing', id: 1 }],
    ['no id', { type: 'save' }],
    ['a paper without its stamp', { ...put, paper: { address: 'x' } }],
    ['text in place of bytes', { ...put, bytes: '#' }],
    ['an unknown format', { ...put, format: 'pdf' }],
    ['no limit', { type: 'search', id: 4, question: 'q' }],
    ['addresses that are no texts', { type: 'remove', id: 3, addresses: [1] }],
  ])('is refused with %s', (_what, request) => {
    expect(parseLibraryRequest(request)).toBeUndefined();
  });
});

describe('a reply of the process that holds the index', () => {
  it.each<LibraryReply>([
    { type: 'opened', id: 1, papers: [paper], state: 'restored' },
    { type: 'found', id: 4, hits: [{ paper: paper.address, start: 0, end: 1, rank: -1.5 }] },
    { type: 'failed', id: 5, reason: 'full', detail: 'why' },
  ])('is taken: %j', (reply) => {
    expect(parseLibraryReply(reply)).toBe(reply);
  });

  it.each([
    ['papers that are none', { type: 'opened', id: 1, papers: ['x'], state: 'restored' }],
    ['an unknown reason', { type: 'failed', id: 5, reason: 'odd', detail: 'why' }],
    ['a hit outside all texts', { type: 'found', id: 4, hits: [{ paper: 'x', start: 2, end: 1, rank: 0 }] }],
  ])('is refused with %s', (_what, reply) => {
    expect(parseLibraryReply(reply)).toBeUndefined();
  });
});
