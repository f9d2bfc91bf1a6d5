import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * A port of this machine that is free, as are those right behind it. It lies below those that connections are given (from
 * 32768 on in Linux), one of which could else take it while its server starts, or is away.
 *
 * @param count - how many ports
 */
export async function freePorts(count = 1): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * (12_000 - count));
    const servers: (Server | undefined)[] = [];
    for (let port = first; port < first + count; port++) {
      servers.push(await listen(port).catch(() => undefined));
    }
    const closing = servers.map((server) => server && once(server.close(), 'close'));
    await Promise.all(closing);
    if (!servers.includes(undefined)) return first;
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
