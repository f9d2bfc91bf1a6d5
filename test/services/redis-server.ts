import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-port.js';

/** A real Redis on loopback, which writes all that it is told into a file. */
export interface RedisServer {
  readonly url: string;
  /** End it as a power cut would. */
  kill(): Promise<void>;
  /** Start it again at the same port, with what its file holds. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export async function startRedis(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'fitpredict-redis-'));
  const port = await freePorts();
  let server: ChildProcess | undefined;
  async function start(): Promise<void> {
    const how = { port, bind: '127.0.0.1', dir: folder, appendonly: 'yes', save: '' };
    const options = Object.entries(how).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const next = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
    server = next;
    await new Promise<void>((resolve, reject) => {
      let log = '';
      next.stdout.on('data', (chunk) => {
        log += chunk;
        if (log.includes('Ready to accept connections')) resolve();
      });
      next.once('exit', () => reject(new Error(`redis-server did not start:\n${log}`)));
    });
  }
  async function kill(): Promise<void> {
    if (server === undefined) return;
    const over = once(server, 'exit');
    server.kill('SIGKILL');
    await over;
    server = undefined;
  }
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    kill,
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
