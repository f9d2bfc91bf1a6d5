import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { dataFile } from '../reference/reference.js';
import { RestServer } from './rest-server.js';

const penguins = readFileSync(dataFile('penguins.csv'), 'utf8');
const training = { csv: penguins, target: 'species', model_name: 'random_forest' };
/** Takes a second or two: it is seen under way, however rarely one looks. */
const longer = { ...training, hyperparams: { n_estimators: 3_000 } };
const endless = { ...training, hyperparams: { n_estimators: 200_000 } };

let server: RestServer;
afterEach(() => server.remove());

const rowOf = async (id: string) => (await server.get(`/models/${id}`)).body.preview[0];

/** Until a training runs. */
async function underWay(): Promise<void> {
  while ((await server.get('/health')).body.trainings === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Every model that is listed is whole: it predicts what its preview says. */
async function expectWhole(): Promise<string[]> {
  const { status, body } = await server.get('/models?trained=true');
  expect(status).toBe(200);
  for (const { model_id } of body.models) {
    const { features, prediction } = await rowOf(model_id);
    const predicted = await server.post('/predict', { model_id, data: [features] });
    expect(predicted.body.predictions).toEqual([prediction]);
  }
  return body.models.map((model: { model_id: string }) => model.model_id);
}

it('answers 200 predictions at once while a model is trained', async () => {
  server = await new RestServer().start();
  const { model_id, preview } = (await server.post('/train', training)).body;
  const gone = new AbortController();
  const busy = server.post('/train', endless, { signal: gone.signal }).catch(() => {});
  const data = [preview[0].features];
  const waits: number[] = [];
  const answers = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const start = performance.now();
      const answer = await server.post('/predict', { model_id, data });
      waits.push(performance.now() - start);
      return answer;
    }),
  );
  for (const { status, body } of answers) {
    expect([status, body.predictions]).toEqual([200, [preview[0].prediction]]);
  }
  for (let k = 0; k < 20; k++) {
    const start = performance.now();
    await server.post('/predict', { model_id, data });
    waits.push(performance.now() - start);
  }
  // One at a time; those that were sent together wait for each other. A busy machine takes its time, though not that of a training.
  expect(waits.slice(200).sort((a, b) => a - b)[10]).toBeLessThan(1000);
  expect((await server.get('/health')).body.trainings).toBe(1);
  gone.abort();
  await busy;
});

describe('a server that is killed', () => {
  it('keeps the models that it answered for', async () => {
    server = await new RestServer().start();
    const { model_id } = (await server.post('/train', training)).body;
    await server.stop('SIGKILL');
    await server.start();
    expect(await expectWhole()).toEqual([model_id]);
  });

  it('while it trains or stores leaves no half of a model', async () => {
    server = await new RestServer({ MAX_TRAININGS: '8' }).start();
    const { model_id } = (await server.post('/train', training)).body;
    const known = new Set([model_id]);
    for (let round = 0; round < 6; round++) {
      const quick = { ...training, model_name: 'logistic_regression', sample_size: 100 };
      const requests = [
        ...Array.from({ length: 3 }, () => server.post('/train', quick)),
        ...Array.from({ length: 10 }, () => server.post('/save', { model_id })),
      ];
      const answered = requests.map((request) =>
        request.then(({ body }) => known.add(body.model_id)).catch(() => {}),
      );
      await new Promise((resolve) => setTimeout(resolve, 120 * round));
      await server.stop('SIGKILL');
      await Promise.all(answered);
      await server.start();
      const listed = await expectWhole();
      // What was answered for is there; what was not may be, when the answer was all that was lost.
      for (const id of known) expect(listed).toContain(id);
    }
  });
});

describe('a server that is asked to stop', () => {
  it('finishes what it does, and then ends well', async () => {
    server = await new RestServer({ SHUTDOWN_TIMEOUT_MS: '60000' }).start();
    const answer = server.post('/train', longer);
    await underWay();
    const code = server.stop('SIGTERM');
    const { status, body } = await answer;
    expect(status).toBe(200);
    expect(await code).toBe(0);
    await server.start();
    expect(await expectWhole()).toEqual([body.model_id]);
  });

  it('cancels a training that takes too long', async () => {
    server = await new RestServer({ SHUTDOWN_TIMEOUT_MS: '300' }).start();
    const answer = server.post('/train', endless);
    await underWay();
    const code = server.stop('SIGTERM');
    expect(await answer).toMatchObject({
      status: 503,
      body: { detail: 'The server is stopping.' },
    });
    expect(await code).toBe(0);
    await server.start();
    expect(await expectWhole()).toEqual([]);
  });
});

it('ends a training after the time that is set', async () => {
  server = await new RestServer({ TRAIN_TIMEOUT_MS: '500' }).start();
  const { status, body } = await server.post('/train', endless);
  expect([status, body.detail]).toEqual([504, 'The training took longer than 0.5 s.']);
});
