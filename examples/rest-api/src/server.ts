import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { serve } from '@hono/node-server';
import { FallbackStorage, storageFromEnv } from 'fitpredict/node';
import { createApp } from './app.js';
import { ModelStore } from './model-store.js';
import { Predictor } from './predictor.js';
import { readSettings } from './settings.js';
import { Thread } from './thread.js';
import { Trainer } from './trainer.js';

const settings = readSettings(process.env);
/** Cloudflare R2 where it is configured, with the folder behind it; else the folder. */
const storage = storageFromEnv(process.env);
const store = new ModelStore(storage);
const trainer = new Trainer(settings);
const log = (error: unknown) => console.error(error);
const packageFile = createRequire(import.meta.url).resolve('fitpredict/package.json');
const { version }: { version: string } = JSON.parse(readFileSync(packageFile, 'utf8'));

const app = createApp({
  settings,
  store,
  trainer,
  predictor: new Predictor(settings, log),
  reader: new Thread({
    file: './request-worker.js',
    data: settings,
    // A text takes up to two bytes a character, and is there as part of the JSON and cut out of it.
    heapMegabytes: 128 + Math.ceil((8 * settings.maxBodyBytes) / 2 ** 20),
    log,
  }),
  storageName:
    storage instanceof FallbackStorage
      ? `Cloudflare R2, bucket ${process.env.CLOUDFLARE_R2_BUCKET_NAME}, and saved_models/ when it fails`
      : 'saved_models/',
  version,
  log,
});

const server = serve(
  { fetch: app.fetch, port: settings.port, hostname: settings.host },
  ({ port }) => console.log(`Listening on http://${settings.host}:${port}, see /docs`),
);

/** Answers that are under way get their time; trainings that need more are cancelled. */
function shutDown(): void {
  const cancel = setTimeout(() => trainer.stop(), settings.shutdownMilliseconds);
  server.close(() => clearTimeout(cancel));
}

process.once('SIGTERM', shutDown);
process.once('SIGINT', shutDown);
