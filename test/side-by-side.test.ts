import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import {
  type Printed,
  type PythonRun,
  readPairs,
  sideBySidePages,
} from '../docs/.vitepress/side-by-side.js';
import * as datasets from '../src/datasets.js';
import * as library from '../src/index.js';
import { reference } from './reference/reference.js';

const { pairs: runs } = reference<{ pairs: Record<string, PythonRun> }>('side_by_side');
const pairs = readPairs();
const exported: Readonly<Record<string, unknown>> = { ...library, ...datasets };

it('has a pair for every public name of scikit-learn that is here too, and none twice', () => {
  const { names } = reference<{ names: string[] }>('public_names');
  const known = new Set(names.map((name) => name.toLowerCase().replaceAll('_', '')));
  const shown = pairs.map(({ name }) => name);
  const shared = Object.keys(exported).filter((name) => known.has(name.toLowerCase()));
  expect(shared.length).toBeGreaterThan(170);
  expect(shared.filter((name) => !shown.includes(name))).toEqual([]);
  expect(shown.filter((name, i) => shown.indexOf(name) !== i)).toEqual([]);
  expect(shown.filter((name) => !Object.hasOwn(exported, name))).toEqual([]);
});

it('has run the Python halves as they stand: npm run reference -- side_by_side', () => {
  expect(Object.fromEntries(pairs.map(({ name, python }) => [name, python]))).toEqual(
    Object.fromEntries(Object.entries(runs).map(([name, { code }]) => [name, code])),
  );
});

it.each([...sideBySidePages(runs)])('has written %s: npm run docs:side-by-side', (file, text) => {
  expect(readFileSync(new URL(`../docs/${file}`, import.meta.url), 'utf8')).toBe(text);
});

describe('gives what scikit-learn gives', () => {
  it.each(pairs)('$name', async ({ name, ts, tolerance }) => {
    expectNear(await printedBy(ts), runs[name].printed, tolerance);
  });
});

const AsyncFunction = (async () => {}).constructor as FunctionConstructor;

/** What a program prints, its imports left out. */
async function printedBy(ts: string): Promise<Printed[]> {
  const printed: unknown[] = [];
  const { code } = transformSync(ts, { loader: 'ts', target: 'es2022' });
  const names = Object.keys(exported);
  const run = new AsyncFunction('console', ...names, code);
  await run({ log: (...values: unknown[]) => printed.push(...values) }, ...Object.values(exported));
  return JSON.parse(JSON.stringify(printed, plain));
}

/** Matrices and typed arrays as lists, and NaN and infinities by name. */
function plain(_: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value;
}

function expectNear(ours: Printed, theirs: Printed, tolerance: number): void {
  if (typeof ours === 'number' && typeof theirs === 'number') {
    const distance = Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs));
    expect(distance, `${ours} and ${theirs}`).toBeLessThanOrEqual(tolerance);
  } else if (
    ours !== null &&
    theirs !== null &&
    typeof ours === 'object' &&
    typeof theirs === 'object'
  ) {
    expect(Object.keys(ours)).toEqual(Object.keys(theirs));
    for (const key of Object.keys(theirs)) {
      expectNear(Reflect.get(ours, key), Reflect.get(theirs, key), tolerance);
    }
  } else {
    expect(ours).toEqual(theirs);
  }
}
