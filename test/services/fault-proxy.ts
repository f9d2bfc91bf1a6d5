import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Rng } from '../../src/random/rng.js';

/** What the proxy does to a connection. */
export const CONNECTION_FAULTS = [
  'reset before a byte passes',
  'reset in the middle of the request',
  'reset when the answer comes, which is lost',
  'reset in the middle of the answer',
  'closed in the middle of the answer',
  'no answer passes',
  'busy (503) in the place of the server',
] as const;

type ConnectionFault = (typeof CONNECTION_FAULTS)[number];

export interface FaultProxy {
  readonly endpoint: string;
  /** Share of connections with a fault. */
  rate: number;
  /** The faults so far. */
  readonly happened: Map<ConnectionFault, number>;
  /** Until the server has done what it was asked by clients that are gone. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

/** A TCP proxy on loopback on whose way things go wrong. */
export async function startFaultProxy(port: number, rng: Rng): Promise<FaultProxy> {
  const happened = new Map<ConnectionFault, number>();
  const sockets = new Set<Socket>();
  /** Connections to the server whose clients are gone: it closes them once it has answered what came whole. */
  const orphans = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    sockets.add(client);
    client.on('error', () => {}).on('close', () => sockets.delete(client));
    if (rng.next() >= proxy.rate) {
      const upstream = open();
      client.pipe(upstream);
      upstream.pipe(client);
      client.on('close', () => leave(upstream));
      upstream.on('close', () => client.end());
      return;
    }
    const fault = CONNECTION_FAULTS[rng.nextInteger(CONNECTION_FAULTS.length)];
    happened.set(fault, (happened.get(fault) ?? 0) + 1);
    harm(client, fault);
  });

  function open(): Socket {
    const upstream = connect({ port, host: '127.0.0.1', noDelay: true });
    sockets.add(upstream);
    return upstream.on('error', () => {}).on('close', () => sockets.delete(upstream));
  }

  function leave(upstream: Socket): void {
    if (upstream.closed) return;
    orphans.add(upstream);
    upstream.on('close', () => orphans.delete(upstream));
    upstream.resume(); // an answer that nobody reads would keep it open
    upstream.end();
  }

  function harm(client: Socket, fault: ConnectionFault): void {
    if (fault === 'reset before a byte passes') {
      client.resetAndDestroy();
      return;
    }
    if (fault === 'busy (503) in the place of the server') {
      client.once('data', () => {
        client.end('HTTP/1.1 503 Slow Down\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      });
      return;
    }
    const upstream = open();
    client.on('close', () => leave(upstream));
    if (fault === 'reset in the middle of the request') {
      client.once('data', (chunk: Buffer) => {
        upstream.write(chunk.subarray(0, rng.nextInteger(chunk.length)));
        client.resetAndDestroy();
      });
      return;
    }
    client.pipe(upstream);
    if (fault === 'no answer passes') return;
    upstream.once('data', (chunk: Buffer) => {
      if (fault !== 'reset when the answer comes, which is lost') {
        client.write(chunk.subarray(0, rng.nextInteger(chunk.length)));
      }
      if (fault === 'closed in the middle of the answer') client.end();
      else setTimeout(() => client.resetAndDestroy(), 1);
    });
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: FaultProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rate: 0,
    happened,
    async quiet() {
      while (orphans.size > 0) await Promise.all(Array.from(orphans, (one) => once(one, 'close')));
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
  return proxy;
}
