/**
 * Redis, three workers and a search as processes of one machine: `npx tsx examples/distributed/on-processes.ts`, after
 * `npm run build`. Needs redis-server; over machines, docker-compose.yml starts the same.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'fitpredict-'));
const free = createServer().listen(0, '127.0.0.1');
await once(free, 'listening');
const { port } = free.address() as AddressInfo;
free.close();
const env = { ...process.env, REDIS_URL: `redis://127.0.0.1:${port}`, STORAGE: `${folder}/work` };
const start = (command: string, ...args: string[]): ChildProcess =>
  spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env });

const place = ['--bind', '127.0.0.1', '--port', `${port}`, '--dir', folder];
const redis = spawn('redis-server', place, { stdio: ['ignore', 'pipe', 'inherit'] });
for await (const said of redis.stdout) if (`${said}`.includes('Ready to accept')) break;
// What npx fitpredict-worker runs where the package is installed.
const program = join('dist', 'esm', 'distributed', 'fitpredict-worker.js');
const worker = [program, '--redis', env.REDIS_URL, '--storage', env.STORAGE, '--concurrency', '1'];
const others = [redis, ...[1, 2, 3].map(() => start(process.execPath, ...worker))];

const search = start(process.execPath, '--import', 'tsx', 'examples/distributed/search.ts');
const [status] = await once(search, 'exit');
for (const other of others) other.kill();
await Promise.all(others.map((other) => other.exitCode === null && once(other, 'exit')));
rmSync(folder, { recursive: true, force: true });
assert.equal(status, 0);
console.log('three workers found what one thread finds');
