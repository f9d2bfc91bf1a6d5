import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { dataFile } from '../reference/reference.js';
import { RestServer } from './rest-server.js';

const csv = readFileSync(dataFile('penguins.csv'), 'utf8');
const training = { csv, target: 'species', model_name: 'logistic_regression' };
/** Takes a second or two: it is seen under way, however rarely one looks. */
const longer = { ...training, model_name: 'random_forest', hyperparams: { n_estimators: 3_000 } };
const endless = {
  ...longer,
  hyperparams: { n_estimators: 200_000 },
};

let server: RestServer;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.remove();
});

/** A connection on which so much is sent, and no more. */
async function open(text: string): Promise<{ socket: Socket; closed: Promise<unknown> }> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  socket.on('error', () => {});
  socket.resume(); // it closes when all is read
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('connect', resolve));
  if (text !== '') socket.write(text);
  return { socket, closed };
}

const HALVES: readonly [string, string][] = [
  ['nothing', ''],
  ['half a line', 'GET /hea'],
  ['half of the headers', 'GET /health HTTP/1.1\r\nhost: x\r\n'],
  [
    'half of a body',
    'POST /train HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"csv":',
  ],
  [
    'half of a chunk',
    'POST /predict HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n400\r\n{',
  ],
  ['a whole request before', 'GET /health HTTP/1.1\r\nhost: x\r\n\r\n'],
];

/** Until so many trainings run, which the time limit of the test ends. */
async function trainings(count: number): Promise<void> {
  while ((await server.get('/health')).body.trainings !== count) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The processes that a process has started; Linux alone tells. */
function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return readFileSync(file, 'utf8')
    .trim()
    .split(' ')
    .filter((id) => id !== '')
    .map(Number);
}

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a server that is asked to stop', () => {
  it('closes connections that are silent, half-sent or idle', async () => {
    server = await new RestServer({ SHUTDOWN_TIMEOUT_MS: '60000' }).start();
    const opened = await Promise.all(HALVES.map(([, text]) => open(text)));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const start = Date.now();
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(Date.now() - start).toBeLessThan(20_000); // and not after its grace
    await Promise.all(opened.map(({ closed }) => closed));
  });

  it('gives the answers that are under way, whatever else is open', async () => {
    server = await new RestServer({ SHUTDOWN_TIMEOUT_MS: '60000' }).start();
    const answer = server.post('/train', longer);
    await trainings(1);
    await Promise.all(HALVES.map(([, text]) => open(text)));
    const code = server.stop('SIGTERM');
    expect((await answer).status).toBe(200);
    expect(await code).toBe(0);
  });

  it('gives up after its grace what takes longer, and says so', async () => {
    server = await new RestServer({ SHUTDOWN_TIMEOUT_MS: '500' }).start();
    const answer = server.post('/train', endless);
    await trainings(1);
    await Promise.all(HALVES.map(([, text]) => open(text)));
    const code = server.stop('SIGTERM');
    expect(await answer).toMatchObject({
      status: 503,
      body: { detail: 'The server is stopping.' },
    });
    expect(await code).toBe(0);
  });

  it('does not wait for a client that takes no answer', async () => {
    server = await new RestServer({ SHUTDOWN_TIMEOUT_MS: '500' }).start();
    const { socket } = await open('');
    socket.pause();
    socket.write('GET /docs HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(300));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await server.stop('SIGTERM')).toBe(0);
  });

  it('ends at once when it is asked again', async () => {
    server = await new RestServer({ SHUTDOWN_TIMEOUT_MS: '60000' }).start();
    const answer = server.post('/train', endless).catch(() => 'cut');
    await trainings(1);
    const code = server.stop('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 200));
    server.stop('SIGTERM');
    expect(await code).toBe(128 + 15);
    expect(await answer).toBe('cut');
  });
});

it.runIf(process.platform === 'linux')(
  'a server that is killed takes its trainings with it',
  async () => {
    server = await new RestServer().start();
    const answer = server.post('/train', endless).catch(() => 'cut');
    await trainings(1);
    let children: number[] = [];
    while (children.length === 0) children = childrenOf(server.pid);
    await server.stop('SIGKILL');
    expect(await answer).toBe('cut');
    await Promise.all(children.map(gone));
  },
);
