/**
 * Redis, three workers and a search as processes of one machine: `npx tsx examples/distributed/on-processes.ts`, after
 * `npm run build`. Needs redis-server; over machines, docker-compose.yml starts the same.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const folder = mkdtempSync(join(tmpdir(), 'fitpredict-'));
const port = await freePort();
const env = { ...process.env, REDIS_URL: `redis://127.0.0.1:${port}`, STORAGE: `${folder}/work` };
const start = (command: string, ...args: string[]): ChildProcess =>
  spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env });

const redis = ['--port', `${port}`, '--dir', folder, '--loglevel', 'warning'];
// What npx fitpredict-worker runs where the package is installed.
const program = join('dist', 'esm', 'distributed', 'fitpredict-worker.js');
const worker = [program, '--redis', env.REDIS_URL, '--storage', env.STORAGE, '--concurrency', '1'];
const others = [start('redis-server', '--bind', '127.0.0.1', ...redis)];
while (!(await answers())) await pause(50);
others.push(...[1, 2, 3].map(() => start(process.execPath, ...worker)));

const search = start(process.execPath, '--import', 'tsx', 'examples/distributed/search.ts');
const [status] = await once(search, 'exit');
for (const other of others) other.kill();
await Promise.all(others.map((other) => other.exitCode === null && once(other, 'exit')));
rmSync(folder, { recursive: true, force: true });
assert.equal(status, 0);
console.log('three workers found what one thread finds');

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

/** Whether Redis takes connections. */
async function answers(): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
