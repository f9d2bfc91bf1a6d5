import { readFileSync } from 'node:fs';

/**
 * Reference values that `npm run reference` wrote: `reference<T>('metrics')` reads `metrics.json`.
 * Each file carries the versions of the libraries that made it.
 */
export function reference<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8')) as T;
}

/** The path of an example data set. */
export function dataFile(name: string): URL {
  return new URL(`../../examples/data/${name}`, import.meta.url);
}
