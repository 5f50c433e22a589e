import type { SpawnSyncOptions } from 'node:child_process';

export const ROOT: string;
export function build(args?: readonly string[]): void;
export function node(script: string, args?: readonly string[], options?: SpawnSyncOptions): boolean;
