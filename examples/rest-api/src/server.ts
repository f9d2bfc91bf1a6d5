import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { serve } from '@hono/node-server';
import { FallbackStorage, storageFromEnv } from 'fitpredict/node';
import { createApp } from './app.js';
import { Connections } from './connections.js';
import { ModelStore } from './model-store.js';
import { Predictor } from './predictor.js';
import { readSettings } from './settings.js';
import { Thread } from './thread.js';
import { Trainer } from './trainer.js';

const settings = readSettings(process.env);
/** Cloudflare R2 where it is configured, with the folder behind it; else the folder. */
const storage = storageFromEnv(process.env);
const log = (error: unknown) => console.error(error);
const store = new ModelStore(storage, log);
const trainer = new Trainer(settings);
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
      ? 'Cloudflare R2, and saved_models/ when it fails'
      : 'saved_models/',
  version,
  log,
});

const server = serve(
  { fetch: app.fetch, port: settings.port, hostname: settings.host },
  ({ port }) => console.log(`Listening on http://${settings.host}:${port}, see /docs`),
);
const connections = new Connections(server as Server);
let isStopping = false;

/** The first signal ends the server when its answers are given, the second at once. */
async function shutDown(signal: 'SIGTERM' | 'SIGINT'): Promise<void> {
  if (isStopping) process.exit(128 + constants.signals[signal]);
  isStopping = true;
  await connections.stop({
    graceMilliseconds: settings.shutdownMilliseconds,
    cancel: () => trainer.stop(),
  });
  process.exit();
}

process.on('SIGTERM', shutDown);
process.on('SIGINT', shutDown);
