import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that arrived; its place is the kind of request that it is. */
export interface SeenRequest<Place extends string> {
  readonly place: Place | 'other';
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** An answer that is nothing but a status. */
export interface StatusFault {
  readonly kind: 'status';
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

interface QueuedFault<Place, Fault> {
  readonly place: Place;
  readonly fault: Fault;
  left: number;
}

/** What fake servers have in common: they note each request, and faults are queued by the kind of request, each used up. */
export abstract class FakeServer<Place extends string, Fault, Seen extends SeenRequest<Place> = SeenRequest<Place>> {
  readonly requests: Seen[] = [];
  private faults: QueuedFault<Place, Fault>[] = [];
  private readonly released = new Set<() => void>();

  protected constructor(private readonly servers: readonly Server[]) {}

  /** Makes the next requests of a kind fail. */
  fail(place: Place, fault: Fault, times = 1): void {
    this.faults.push({ place, fault, left: times });
  }

  /** Removes all unused faults and continues answers that are held. */
  heal(): void {
    this.faults = [];
    this.release();
  }

  /** Continues answers that are held. */
  release(): void {
    for (const go of this.released) go();
    this.released.clear();
  }

  count(place: Place): number {
    return this.requests.filter((request) => request.place === place).length;
  }

  async stop(): Promise<void> {
    this.release();
    await Promise.all(
      this.servers.map((server) => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      }),
    );
  }

  /** The fault for a request that has arrived; undefined when it is to be answered well. */
  protected take(place: Place | 'other'): Fault | undefined {
    const queued = this.faults.find((entry) => entry.place === place);
    if (!queued) return undefined;
    queued.left--;
    if (queued.left === 0) this.faults = this.faults.filter((entry) => entry !== queued);
    return queued.fault;
  }

  /** Resolves when answers that are held go on. */
  protected held(): Promise<void> {
    return new Promise((go) => this.released.add(go));
  }
}

/** A server on a free port. */
export async function listening(host: string): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return server;
}

export function addressOf(server: Server, host: string): string {
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}

/** Sends blanks until the client goes. */
export function sendEndlessly(response: ServerResponse, onSent: (bytes: number) => void = () => undefined): void {
  const send = (): void => {
    if (response.destroyed) return;
    onSent(PIECE.length);
    response.write(PIECE, send);
  };
  response.writeHead(200);
  send();
}

const PIECE = Buffer.alloc(64 * 1024, ' ');
