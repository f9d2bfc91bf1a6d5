import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataFile } from '../reference/reference.js';
import { RestServer } from './rest-server.js';

const server = new RestServer();
/** Another process with the same folder of models. */
const neighbor = new RestServer({}, server.folder);
const folderOf = (id: string) => join(server.folder, 'saved_models/models', id);
const aboutOf = (id: string) => join(folderOf(id), 'about.json');
let original: string;

beforeAll(async () => {
  await Promise.all([server.start(), neighbor.start()]);
  const { body } = await server.post('/train', {
    csv: readFileSync(dataFile('penguins.csv'), 'utf8'),
    target: 'species',
    model_name: 'logistic_regression',
  });
  original = body.model_id;
});
afterAll(() => Promise.all([server.remove(), neighbor.remove()]));

/** The trained model once more, under an id of its own. */
function copy(): string {
  const id = randomUUID();
  cpSync(folderOf(original), folderOf(id), { recursive: true });
  writeFileSync(aboutOf(id), readFileSync(aboutOf(id), 'utf8').replaceAll(original, id));
  return id;
}

const list = () => server.get('/models?trained=true');
const remove = (id: string, from = server) => from.get(`/models/${id}`, { method: 'DELETE' });

it('lists models while others are deleted, without a failure', async () => {
  const ids = Array.from({ length: 60 }, copy);
  const lists = [];
  for (const [i, id] of ids.entries()) {
    const [listed, deleted] = await Promise.all([
      list(),
      remove(id, i % 2 === 0 ? server : neighbor),
      list(),
    ]);
    lists.push(listed);
    expect(deleted.status).toBe(204);
  }
  for (const { status, body } of lists) {
    expect([status, body.problems, body.incomplete]).toEqual([200, [], false]);
    expect(body.models.map(({ model_id }: { model_id: string }) => model_id)).toContain(original);
  }
});

describe('a model whose description is damaged', () => {
  it.each<[string, (text: string) => string]>([
    ['empty', () => ''],
    ['cut', (text) => text.slice(0, text.length / 2)],
    ['null', () => 'null'],
    ['of another form', () => '{}'],
    [
      'of another model',
      (text) => text.replace(/"model_id":"[^"]*"/, `"model_id":"${randomUUID()}"`),
    ],
    ['binary', () => '\0\uffff'],
  ])('as it is %s is named in lists, and can be deleted', async (_what, damage) => {
    const id = copy();
    writeFileSync(aboutOf(id), damage(readFileSync(aboutOf(id), 'utf8')));
    const { status, body } = await list();
    expect(status).toBe(200);
    expect(body.problems).toEqual([
      { model_id: id, detail: `The model ${id} is damaged where it is stored.` },
    ]);
    expect(body.models.map(({ model_id }: { model_id: string }) => model_id)).toContain(original);
    expect((await server.get(`/models/${id}`)).status).toBe(502);
    expect((await server.post('/save', { model_id: id })).status).toBe(502);
    expect((await remove(id)).status).toBe(204);
    expect(existsSync(aboutOf(id))).toBe(false);
    expect((await list()).body.problems).toEqual([]);
    expect((await remove(id)).status).toBe(404);
  });
});

it.each([
  ['the same server', server],
  ['another server with the same folder', neighbor],
])('a model that is deleted while %s stores it again stays deleted', async (_what, saver) => {
  const statuses = new Set<number>();
  for (let round = 0; round < 60; round++) {
    const id = copy();
    const wait = () => new Promise((resolve) => setTimeout(resolve, round % 12));
    const saves = [0, 1, 2].map(() => saver.post('/save', { model_id: id }));
    const deleted = await wait().then(() => remove(id));
    expect(deleted.status).toBe(204);
    for (const { status } of await Promise.all(saves)) statuses.add(status);
    expect((await server.get(`/models/${id}`)).status).toBe(404);
    expect(existsSync(join(folderOf(id), 'model.safetensors'))).toBe(false);
  }
  expect([...statuses].filter((status) => ![200, 404, 409].includes(status))).toEqual([]);
});
