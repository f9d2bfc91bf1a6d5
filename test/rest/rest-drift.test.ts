import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataFile } from '../reference/reference.js';
import { RestServer } from './rest-server.js';

const server = new RestServer();
let id: string;
/** The penguins of one island, as rows to predict. */
let dream: Record<string, unknown>[];

beforeAll(async () => {
  await server.start();
  const csv = readFileSync(dataFile('penguins.csv'), 'utf8');
  const { body } = await server.post('/train', {
    csv,
    target: 'species',
    model_name: 'random_forest',
    random_state: 1,
  });
  id = body.model_id;
  const [head, ...lines] = csv.trim().split('\n');
  const names = head.split(',');
  dream = lines
    .map((line) => {
      const cells = line.split(',').map((cell) => {
        if (cell === '') return null;
        return Number.isNaN(Number(cell)) ? cell : Number(cell);
      });
      return Object.fromEntries(names.map((name, j) => [name, cells[j]]));
    })
    .filter(({ island }) => island === 'Dream');
});
afterAll(() => server.remove());

const drift = async (of = id) => server.get(`/models/${of}/drift`);
const columnOf = (body: { columns: { name: string; drift: string }[] }, name: string) =>
  body.columns.find((column) => column.name === name);

it('tells of no rows before any is predicted', async () => {
  const { status, body } = await drift();
  expect(status).toBe(200);
  expect(body).toMatchObject({
    model_id: id,
    rows: { current: 0 },
    not_counted: 0,
    verdict: 'There are no rows to compare.',
    drifted: [],
  });
});

it('counts what is predicted, and sees that it comes from one island', async () => {
  for (const data of [dream.slice(0, 1), dream.slice(1, 60), dream.slice(60)]) {
    expect((await server.post('/predict', { model_id: id, data })).status).toBe(200);
  }
  const { body } = await drift();
  expect(body.rows.current).toBe(dream.length);
  expect(body.drifted).toContain('island');
  expect(columnOf(body, 'island')).toMatchObject({
    type: 'text',
    drift: 'large',
    new_categories: [],
  });
  expect(columnOf(body, 'bill_length_mm')?.drift).not.toBe('large');
  expect(body.predictions.drift).toBe('large');
  expect(body.confidences).toMatchObject({ name: 'confidence', type: 'number' });
});

it('takes rows as arrays, and counts none of a request that is refused', async () => {
  const before = (await drift()).body.rows.current;
  const { body: about } = await server.get(`/models/${id}`);
  const [row] = dream;
  const data = [about.features.map((name: string) => row[name])];
  expect((await server.post('/predict', { model_id: id, data })).status).toBe(200);
  expect((await server.post('/predict', { model_id: id, data: [['no', 'row']] })).status).toBe(422);
  expect((await drift()).body.rows.current).toBe(before + 1);
});

it('knows no drift of a model that is not there, or is deleted', async () => {
  const { status, body } = await drift('0b9f1a52-6d0e-4a5e-9d7e-2f4f3a1c9b11');
  expect(status).toBe(404);
  expect(body.title).toBe('Not found');
  expect((await drift('no-id')).status).toBe(404);
  await server.get(`/models/${id}`, { method: 'DELETE' });
  expect((await drift()).status).toBe(404);
});
