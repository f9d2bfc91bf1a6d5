import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/** The lines of a program, without what an example adds to be a test. */
const linesOf = (code: string) =>
  code
    .split('\n')
    .map((line) => line.replace(/^export /, ''))
    .filter((line) => line.trim() !== '');

it.each(['churn', 'house-prices', 'segments', 'fraud'])(
  'the recipe %s is the job of that name, line by line',
  (job) => {
    const [, snippet = ''] = /^```ts\n(.*?)^```$/ms.exec(read(`docs/recipe-${job}.md`)) ?? [];
    const waiting = linesOf(snippet);
    expect(waiting.length).toBeGreaterThan(15);
    for (const line of linesOf(read(`examples/jobs/${job}.ts`))) {
      if (line === waiting[0]) waiting.shift();
    }
    expect(waiting).toEqual([]);
  },
);
