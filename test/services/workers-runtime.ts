import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';

/**
 * The Workers runtime itself (workerd) with an R2 bucket `MODELS`, and a worker of this folder in it.
 *
 * @param define - what stands for names that the worker only declares
 */
export async function startWorker(
  file = './r2-worker.ts',
  define: Record<string, string> = {},
): Promise<Miniflare> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(file, import.meta.url))],
    bundle: true,
    define,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker', 'browser'],
    logLevel: 'error',
  });
  const runtime = new Miniflare({
    modules: true,
    script: outputFiles[0].text,
    r2Buckets: ['MODELS'],
    compatibilityDate: '2024-01-01', // an old one: the library uses nothing that came later
  });
  await runtime.ready;
  return runtime;
}

/** Run one check of `storageChecks` in the worker. @returns `ok` or what failed */
export async function checkInWorker(runtime: Miniflare, body: object): Promise<string> {
  const answer = await runtime.dispatchFetch('http://worker/', {
    method: 'POST',
    body: JSON.stringify(body),
  });
  return answer.text();
}
