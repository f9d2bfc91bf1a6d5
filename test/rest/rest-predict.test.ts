import { randomUUID } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataFile } from '../reference/reference.js';
import { RestServer } from './rest-server.js';

const server = new RestServer({ MAX_BODIES_BYTES: '4000000', MAX_PREDICT_BODY_BYTES: '3000000' });
const folderOf = (id: string) => join(server.folder, 'saved_models/models', id);
let original: string;
let row: Record<string, unknown>;

beforeAll(async () => {
  await server.start();
  const { body } = await server.post('/train', {
    csv: readFileSync(dataFile('penguins.csv'), 'utf8'),
    target: 'species',
    model_name: 'random_forest',
  });
  original = body.model_id;
  row = body.preview[0].features;
});
afterAll(() => server.remove());

/** The trained model once more, under an id of its own. */
function copy(): string {
  const id = randomUUID();
  cpSync(folderOf(original), folderOf(id), { recursive: true });
  const about = join(folderOf(id), 'about.json');
  writeFileSync(about, readFileSync(about, 'utf8').replaceAll(original, id));
  return id;
}

/** The longest that /health took to answer while something went on, in milliseconds. */
async function longestWait(work: Promise<unknown>): Promise<number> {
  let goesOn = true;
  const ended = work.finally(() => {
    goesOn = false;
  });
  let longest = 0;
  while (goesOn) {
    const start = performance.now();
    await server.get('/health');
    longest = Math.max(longest, performance.now() - start);
  }
  await ended;
  return longest;
}

/** A request whose body is sent in part. */
function beginUpload(path: string, bytes: number) {
  const upload = request(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    upload.on('response', resolve);
    upload.on('error', reject);
  });
  answer.catch(() => {});
  upload.write(Buffer.alloc(bytes, ' '));
  return { upload, answer };
}

describe('a hostile body', () => {
  const id = randomUUID();
  const start = `{"model_id":"${id}","data":`;
  const filled = (bytes: number, before: string, unit: string, after: string) =>
    before + `${unit},`.repeat(bytes / (unit.length + 1)) + unit + after;

  it.each([
    ['empty objects in a row', `${start}[[`, '{}', ']]}'],
    ['numbers for rows', `${start}[`, '0', ']}'],
    ['rows', `${start}[`, '[0]', ']}'],
    ['values of one row', `${start}[[`, '0', ']]}'],
    ['arrays, one in the other', start, '[', ''],
    ['other fields', '{', '"x":0', '}'],
  ])(
    'of many %s is refused, and /health answered meanwhile',
    async (_what, before, unit, after) => {
      for (const bytes of [1e6, 2.9e6, 16e6]) {
        const refused = server.post('/predict', filled(bytes, before, unit, after));
        // A machine that is busy with other tests may take its time; the attack took 4 to 70 s.
        expect(await longestWait(refused)).toBeLessThan(3000);
        const { status, body } = await refused;
        expect([400, 413]).toContain(status);
        expect(JSON.stringify(body).length).toBeLessThan(3000);
      }
    },
  );

  it.each([
    ['features', '{"model_name":"svm","csv":"a","features":[', '0', ']}'],
    ['hyperparameters', '{"model_name":"svm","csv":"a","hyperparams":{"a":[', '{}', ']}}'],
  ])('of many %s to train with is refused likewise', async (_what, before, unit, after) => {
    const refused = server.post('/train', filled(3e6, before, unit, after));
    expect(await longestWait(refused)).toBeLessThan(3000);
    expect((await refused).status).toBe(413);
  });

  it('is cut off where it becomes too long, though its length is not told', async () => {
    const { upload, answer } = beginUpload('/predict', 3_500_000);
    expect((await answer).statusCode).toBe(413);
    upload.destroy();
  });
});

it('bounds the bodies of all requests together, and lets small ones through', async () => {
  const body = ' '.repeat(1_000_000);
  let held: ReturnType<typeof beginUpload>;
  for (;;) {
    held = beginUpload('/train', 3_500_000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { status, headers } = await server.post('/train', body);
    if (status === 503) {
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      break;
    }
    held.upload.destroy(); // it came later than the other, and was refused itself
  }
  const small = await server.post('/predict', { model_id: original, data: [row] });
  expect(small.status).toBe(200);
  held.upload.destroy();
  let status = 503;
  while (status === 503) ({ status } = await server.post('/train', body));
  expect(status).toBe(400);
});

describe('a prediction of many rows', () => {
  const data = () =>
    Array.from({ length: 10_000 }, (_, i) => ({ ...row, body_mass_g: 3000 + (i % 2000) }));

  it('is that of each row alone', async () => {
    const rows = data().slice(0, 350);
    const { body } = await server.post('/predict', { model_id: original, data: rows });
    for (const i of [0, 99, 100, 349]) {
      const alone = await server.post('/predict', { model_id: original, data: [rows[i]] });
      expect(alone.body.predictions).toEqual([body.predictions[i]]);
      expect(alone.body.probabilities).toEqual([body.probabilities[i]]);
    }
    expect(body.predictions).toHaveLength(350);
  });

  it('leaves /health and predictions of one row their turns', async () => {
    const order: string[] = [];
    const many = server.post('/predict', { model_id: original, data: data() }).then((answer) => {
      order.push('many');
      return answer;
    });
    const one = server
      .post('/predict', { model_id: original, data: [row] })
      .then(() => order.push('one'));
    expect(await longestWait(many)).toBeLessThan(1000);
    await one;
    expect((await many).body.predictions).toHaveLength(10_000);
    expect(order).toEqual(['one', 'many']);
  });

  it('takes missing values in any of them, and names the row that is wrong', async () => {
    const rows = data()
      .slice(0, 350)
      .map((one, i) => (i % 2 ? { ...one, body_mass_g: null } : one));
    const { body } = await server.post('/predict', { model_id: original, data: rows });
    expect(body.warnings).toEqual([]); // a forest learns from missing values
    const wrong = rows.map((one, i) => (i === 250 ? { ...one, body_mass_g: 'heavy' } : one));
    const refused = await server.post('/predict', { model_id: original, data: wrong });
    expect([refused.status, refused.body.detail]).toEqual([
      422,
      expect.stringContaining('row 250 '),
    ]);
  });
});

it('refuses to call an overflow a prediction', async () => {
  const csv = ['x,y', ...Array.from({ length: 20 }, (_, i) => `${i},${7 * i}`)].join('\n');
  const training = { csv, target: 'y', model_name: 'linear_regression', random_state: 1 };
  const { model_id } = (await server.post('/train', training)).body;
  const far = await server.post('/predict', { model_id, data: [[1], [1e308]] });
  expect([far.status, far.body.errors?.[0].field]).toEqual([422, 'data']);
  expect(far.body.detail).toContain('row 1 ');
  const near = await server.post('/predict', { model_id, data: [[1], [1e300]] });
  expect(near.status).toBe(200);
});

describe('a stored model', () => {
  it.each([
    ['empty', () => new Uint8Array()],
    ['cut', (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2)],
    ['something else', () => new TextEncoder().encode('No model at all.')],
  ])('that is %s is the failure of the storage, and logged', async (_what, damage) => {
    const id = copy();
    const file = join(folderOf(id), 'model.safetensors');
    writeFileSync(file, damage(readFileSync(file)));
    const { status, body } = await server.post('/predict', { model_id: id, data: [row] });
    expect([status, body.detail]).toEqual([502, `The model ${id} is damaged where it is stored.`]);
    expect(server.output).toContain('ModelFormatError');
  });

  it('that is deleted while it is loaded does not come back', async () => {
    for (let round = 0; round < 60; round++) {
      const id = copy();
      const predict = () => server.post('/predict', { model_id: id, data: [row] });
      const asked = [predict(), predict()];
      await new Promise((resolve) => setTimeout(resolve, round % 10));
      const deleted = server.get(`/models/${id}`, { method: 'DELETE' });
      asked.push(predict());
      expect((await deleted).status).toBe(204);
      expect((await predict()).status).toBe(404);
      for (const { status } of await Promise.all(asked)) expect([200, 404]).toContain(status);
      expect((await predict()).status).toBe(404);
    }
  });
});
