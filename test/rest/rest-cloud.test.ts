import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataFile } from '../reference/reference.js';
import { S3Memory, SECRET } from '../storage/s3/s3-memory.js';
import { RestServer } from './rest-server.js';

const training = {
  csv: readFileSync(dataFile('penguins.csv'), 'utf8'),
  target: 'species',
  model_name: 'logistic_regression',
};

/** Those that the client signed: the bucket takes no others, and HTTP adds some on the way. */
function signedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const signed = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1].split(';') ?? [];
  return Object.fromEntries(
    ['authorization', 'range', ...signed]
      .filter((name) => name !== 'host' && headers[name] !== undefined)
      .map((name) => [name, String(headers[name])]),
  );
}

/** A bucket, which can be out of order. */
const bucket = new S3Memory();
let broken = false;
let cloud: Server;
let server: RestServer;

beforeAll(async () => {
  cloud = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (broken) return void response.writeHead(403).end();
    const { method = 'GET' } = request;
    const answer = await bucket.fetch(`http://${request.headers.host}${request.url}`, {
      method,
      headers: signedHeaders(request.headers),
      ...(chunks.length > 0 && { body: new Uint8Array(Buffer.concat(chunks)) }),
    });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(method === 'HEAD' ? undefined : Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => cloud.listen(0, '127.0.0.1', resolve));
  const { port } = cloud.address() as AddressInfo;
  server = await new RestServer({
    CLOUDFLARE_R2_ACCESS_KEY: 'id',
    CLOUDFLARE_R2_SECRET_KEY: SECRET,
    CLOUDFLARE_R2_ENDPOINT: `http://127.0.0.1:${port}`,
    CLOUDFLARE_R2_BUCKET_NAME: bucket.bucket,
    CLOUDFLARE_R2_PUBLIC_DOMAIN: 'models.example.com',
  }).start();
});
afterAll(async () => {
  await server.remove();
  cloud.closeAllConnections();
  cloud.close();
});

it('stores models in the cloud, and says where everyone can read them', async () => {
  const { body } = await server.post('/train', training);
  const key = `models/${body.model_id}/model.safetensors`;
  expect(body.storage.reason).toBeUndefined();
  expect(body.storage).toMatchObject({
    stored_in: 'r2',
    key,
    url: `https://models.example.com/${key}`,
  });
  expect([...bucket.objects.keys()]).toContain(key);
  const { storage } = (await server.get('/health')).body;
  expect(storage).toBe('Cloudflare R2, and saved_models/ when it fails');
  expect((await server.get(`/models/${body.model_id}`, { method: 'DELETE' })).status).toBe(204);
  expect([...bucket.objects.keys()]).not.toContain(key);
});

it('keeps a model here when the cloud fails, says why, and moves it when asked to', async () => {
  broken = true;
  const { status, body } = await server.post('/train', training);
  expect([status, body.storage.stored_in]).toEqual([200, 'local']);
  expect(body.storage.reason).toBe('Cloudflare R2 answered with HTTP 403.');
  const { port } = cloud.address() as AddressInfo;
  for (const secret of [SECRET, '127.0.0.1', String(port), bucket.bucket]) {
    expect(JSON.stringify(body.storage.reason)).not.toContain(secret);
  }
  expect(server.output).toContain(`127.0.0.1:${port}`); // the log says all
  const data = [body.preview[0].features];
  const predicted = await server.post('/predict', { model_id: body.model_id, data });
  expect(predicted.body.predictions).toEqual([body.preview[0].prediction]);
  broken = false;
  const saved = await server.post('/save', { model_id: body.model_id });
  expect(saved.body.storage).toMatchObject({ stored_in: 'r2' });
  expect(saved.body.storage.reason).toBeUndefined();
  expect([...bucket.objects.keys()]).toContain(saved.body.storage.key);
});

it('lists what is here while the cloud fails, and says that it is not all', async () => {
  const inCloud = (await server.post('/train', training)).body.model_id;
  broken = true;
  const here = (await server.post('/train', training)).body.model_id;
  const idsOf = (listing: { models: { model_id: string }[] }) =>
    listing.models.map(({ model_id }) => model_id);
  const during = await server.get('/models?trained=true');
  expect([during.status, during.body.incomplete]).toEqual([200, true]);
  expect(idsOf(during.body)).toContain(here);
  expect(idsOf(during.body)).not.toContain(inCloud);
  broken = false;
  const after = await server.get('/models?trained=true');
  expect([after.status, after.body.incomplete]).toEqual([200, false]);
  expect(idsOf(after.body)).toEqual(expect.arrayContaining([here, inCloud]));
});
