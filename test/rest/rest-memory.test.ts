import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataFile } from '../reference/reference.js';
import { RestServer } from './rest-server.js';

const server = new RestServer({ MAX_TRAIN_MEMORY_MB: '300' });
beforeAll(() => server.start());
afterAll(() => server.remove());

const penguins = readFileSync(dataFile('penguins.csv'), 'utf8');
/** Little to send and much to learn: every class has trees of its own. */
const classes = [
  'a,b,y',
  ...Array.from({ length: 18_000 }, (_, i) => `${i},${i % 7},k${i % 3000}`),
].join('\n');

async function expectWell(): Promise<void> {
  expect((await server.get('/health')).body).toMatchObject({ status: 'ok', trainings: 0 });
  const small = { csv: penguins, target: 'species', model_name: 'logistic_regression' };
  expect((await server.post('/train', small)).status).toBe(200);
}

describe.runIf(process.platform === 'linux')('a training', () => {
  it('that needs more memory than is allowed ends with the reason', async () => {
    const { status, body } = await server.post('/train', {
      csv: classes,
      target: 'y',
      task: 'classification',
      test_size: 0.2,
      model_name: 'xgboost',
    });
    expect([status, body.detail]).toEqual([
      413,
      expect.stringContaining('300 MB of memory that MAX_TRAIN_MEMORY_MB allows'),
    ]);
    await expectWell();
  });

  it.each([
    ['SIGABRT', 413], // as V8 does where its heap ends
    ['SIGKILL', 413], // as Linux does where its memory ends
    ['SIGSEGV', 500],
  ] as const)('whose process ends by %s leaves the server well', async (signal, status) => {
    const hyperparams = { n_estimators: 200_000 };
    const answer = server.post('/train', {
      csv: penguins,
      target: 'species',
      model_name: 'random_forest',
      hyperparams,
    });
    let children: string[] = [];
    while (children.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const file = `/proc/${server.pid}/task/${server.pid}/children`;
      children = readFileSync(file, 'utf8')
        .split(' ')
        .filter((id) => id !== '');
    }
    for (const pid of children) process.kill(Number(pid), signal);
    expect((await answer).status).toBe(status);
    await expectWell();
  });
});
