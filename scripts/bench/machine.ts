import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as os from 'node:os';
import type { Machine } from './report';

const TELLING = ['avx2', 'avx512f', 'avx512_vnni', 'avx_vnni', 'amx_int8', 'asimddp', 'i8mm'];

export function machineOf(threads: number, python: string | undefined): Machine {
  return {
    processor: os.cpus()[0]?.model.trim() ?? process.arch,
    cores: os.availableParallelism(),
    threads,
    memoryBytes: os.totalmem(),
    instructions: instructions(),
    system: `${os.type()} ${os.arch()}`,
    node: process.version,
    python: python === undefined ? undefined : versionsOf(python),
  };
}

/** The load average of one minute. */
export function load(): number {
  return Math.round(os.loadavg()[0]! * 10) / 10;
}

/** Highest resident memory of a process in bytes; Linux only. */
export function peakMemoryOf(pid: number | undefined): number | undefined {
  if (process.platform !== 'linux' || pid === undefined) return undefined;
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

function instructions(): string[] {
  if (process.platform !== 'linux') return [];
  const flags = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ') ?? [];
  return TELLING.filter((name) => flags.includes(name));
}

/** The versions of PyTorch and transformers. Throws when one of them is missing. */
function versionsOf(python: string): string {
  const program =
    'import torch, transformers; print(f"torch {torch.__version__}, transformers {transformers.__version__}")';
  return execFileSync(python, ['-c', program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}
