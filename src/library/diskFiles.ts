import type { Sqlite3Result, Sqlite3Static, WasmPointer } from '@sqlite.org/sqlite-wasm';
import { randomFillSync } from 'node:crypto';
import * as fs from 'node:fs';
import { crc32 } from 'node:zlib';
import { systemCode } from '../node/systemErrors';

/** The name by which SQLite knows these files. */
export const DISK = 'disk';

export const PAGE_BYTES = 8192;
/** This many bytes at the end of each page are free for its checksum. */
export const CHECKSUM_BYTES = 4;

const SECTOR_BYTES = 4096;
const LONGEST_PATH = 4096;
/** The Julian day of 1 January 1970, and the milliseconds of a day: SQLite asks for the time in days. */
const JULIAN_1970 = 2_440_587.5;
const DAY_MS = 86_400_000;

/** Codes of system errors that mean no room. `EFBIG`: the file is larger than its file system allows. */
const FULL: readonly string[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** A place in a file. The type declaration says number, but it comes as a bigint. */
type Offset = number | bigint;

interface OpenFile {
  readonly descriptor: number;
  /** Whether its pages have checksums; a journal has none. */
  readonly isDatabase: boolean;
}

/**
 * Lets SQLite keep a database in a file. Its WebAssembly has no access to the disk under Node, so that without this the whole database would
 * lie in memory, whose limit is 2 GB, and would be copied to the disk as a whole after each change.
 *
 * Every page is written with a checksum, which `isSealed` compares. There are no locks: the caller sees to it that no two processes use
 * a file.
 */
export function installDiskFiles({ capi, wasm, vfs }: Sqlite3Static): void {
  const files = new Map<WasmPointer, OpenFile>();
  const bytesAt = (pointer: WasmPointer, length: number): Uint8Array =>
    wasm.heap8u().subarray(pointer, pointer + length);
  const textAt = (pointer: WasmPointer): string => wasm.cstrToJs(pointer) ?? '';
  const descriptorOf = (file: WasmPointer): number => files.get(file)!.descriptor;
  /** Runs work for SQLite, which expects a number and no exception when it fails. */
  const attempt = (failure: Sqlite3Result, work: () => void): Sqlite3Result => {
    try {
      work();
      return capi.SQLITE_OK;
    } catch (error) {
      process.stderr.write(`the index's file: ${String(error)}\n`);
      return FULL.includes(systemCode(error)) ? capi.SQLITE_FULL : failure;
    }
  };
  const nothing = (): Sqlite3Result => capi.SQLITE_OK;

  const methods = new capi.sqlite3_io_methods();
  vfs.installVfs({
    io: {
      struct: methods,
      methods: {
        xClose: (file) =>
          attempt(capi.SQLITE_IOERR_CLOSE, () => {
            fs.closeSync(descriptorOf(file));
            files.delete(file);
          }),
        xRead: (file, buffer, length, at: Offset) => {
          let read = length;
          const code = attempt(capi.SQLITE_IOERR_READ, () => {
            const bytes = bytesAt(buffer, length);
            read = readFully(descriptorOf(file), bytes, Number(at));
            bytes.fill(0, read);
          });
          return read < length ? capi.SQLITE_IOERR_SHORT_READ : code;
        },
        xWrite: (file, buffer, length, at: Offset) =>
          attempt(capi.SQLITE_IOERR_WRITE, () => {
            const bytes = bytesAt(buffer, length);
            if (files.get(file)!.isDatabase && length === PAGE_BYTES) seal(bytes);
            let written = 0;
            while (written < length)
              written += fs.writeSync(descriptorOf(file), bytes, written, length - written, Number(at) + written);
          }),
        xTruncate: (file, size: Offset) =>
          attempt(capi.SQLITE_IOERR_TRUNCATE, () => fs.ftruncateSync(descriptorOf(file), Number(size))),
        xSync: (file) => attempt(capi.SQLITE_IOERR_FSYNC, () => fs.fsyncSync(descriptorOf(file))),
        xFileSize: (file, size) =>
          attempt(capi.SQLITE_IOERR_FSTAT, () => {
            wasm.poke(size, fs.fstatSync(descriptorOf(file)).size, 'i64');
          }),
        xLock: nothing,
        xUnlock: nothing,
        xCheckReservedLock: (_file, answer) => {
          wasm.poke(answer, 0, 'i32');
          return capi.SQLITE_OK;
        },
        xFileControl: () => capi.SQLITE_NOTFOUND,
        // SQLite takes these two as numbers, not as codes.
        xSectorSize: () => SECTOR_BYTES as Sqlite3Result,
        xDeviceCharacteristics: () => 0,
      },
    },
  });

  const system = new capi.sqlite3_vfs();
  system.$iVersion = 1;
  const example = new capi.sqlite3_file();
  system.$szOsFile = example.structInfo.sizeof;
  example.dispose();
  system.$mxPathname = LONGEST_PATH;
  vfs.installVfs({
    vfs: {
      struct: system,
      name: DISK,
      methods: {
        xOpen: (_vfs, name, file, flags, flagsOut) =>
          attempt(capi.SQLITE_CANTOPEN, () => {
            const create = (flags & capi.SQLITE_OPEN_CREATE) === 0 ? 0 : fs.constants.O_CREAT;
            const descriptor = fs.openSync(textAt(name), fs.constants.O_RDWR | create, 0o600);
            files.set(file, { descriptor, isDatabase: (flags & capi.SQLITE_OPEN_MAIN_DB) !== 0 });
            const struct = new capi.sqlite3_file(file);
            struct.$pMethods = methods.pointer;
            struct.dispose();
            if (flagsOut) wasm.poke(flagsOut, flags, 'i32');
          }),
        xDelete: (_vfs, name) => attempt(capi.SQLITE_IOERR_DELETE, () => fs.rmSync(textAt(name), { force: true })),
        xAccess: (_vfs, name, _flags, answer) => {
          wasm.poke(answer, fs.existsSync(textAt(name)) ? 1 : 0, 'i32');
          return capi.SQLITE_OK;
        },
        // Paths are absolute already.
        xFullPathname: (_vfs, name, room, out) =>
          wasm.cstrncpy(out, name, room) < room ? capi.SQLITE_OK : capi.SQLITE_CANTOPEN,
        xRandomness: (_vfs, length, out) => {
          randomFillSync(bytesAt(out, length));
          return capi.SQLITE_OK;
        },
        xSleep: nothing,
        xCurrentTime: (_vfs, out) => {
          wasm.poke(out, JULIAN_1970 + Date.now() / DAY_MS, 'double');
          return capi.SQLITE_OK;
        },
      },
    },
  });
}

/** Reads until the buffer is full or the file ends. Returns the number of bytes. */
export function readFully(descriptor: number, buffer: Uint8Array, at: number): number {
  let read = 0;
  while (read < buffer.length) {
    const more = fs.readSync(descriptor, buffer, read, buffer.length - read, at + read);
    if (more === 0) break;
    read += more;
  }
  return read;
}

function seal(page: Uint8Array): void {
  checksumIn(page).setUint32(0, checksumOf(page));
}

/** Whether a page is as it was written. */
export function isSealed(page: Uint8Array): boolean {
  return checksumIn(page).getUint32(0) === checksumOf(page);
}

function checksumOf(page: Uint8Array): number {
  return crc32(page.subarray(0, PAGE_BYTES - CHECKSUM_BYTES));
}

function checksumIn(page: Uint8Array): DataView {
  return new DataView(page.buffer, page.byteOffset + PAGE_BYTES - CHECKSUM_BYTES, CHECKSUM_BYTES);
}
