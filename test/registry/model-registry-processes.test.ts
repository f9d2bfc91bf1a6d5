import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ModelRegistry } from '../../src/registry/model-registry.js';
import { FileSystemStorage } from '../../src/storage/file-system/file-system-storage.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitpredict-'));
  await build({
    entryPoints: [fileURLToPath(new URL('./model-registry-child.ts', import.meta.url))],
    outfile: join(folder, 'child.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    // seedrandom asks for node:crypto by require.
    banner: {
      js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('two processes that save one name at once get versions of their own, and lose no promotion', async () => {
  const root = join(folder, 'models');
  const COUNT = 8;
  const run = () =>
    promisify(execFile)(process.execPath, [join(folder, 'child.mjs'), root, `${COUNT}`]);
  const outputs = await Promise.all([run(), run()]);
  const versions = outputs.map(({ stdout }): number[] => JSON.parse(stdout));
  const all = versions.flat().sort((a, b) => a - b);
  expect(all).toEqual(Array.from({ length: 2 * COUNT }, (_, i) => i + 1));
  const registry = new ModelRegistry(new FileSystemStorage({ root }));
  const events = await registry.history('churn');
  expect(events.filter(({ event }) => event === 'promoted')).toHaveLength(2 * COUNT);
  const { models } = await registry.list({ pageSize: 100, sort: 'version', order: 'ascending' });
  expect(models.map(({ version }) => version)).toEqual(all);
  for (const own of versions) {
    expect(models[own[COUNT - 1] - 1].aliases).toHaveLength(1);
  }
  for (const { id } of models) await registry.load(id);
});
