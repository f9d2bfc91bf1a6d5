import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as datasets from '../src/datasets.js';
import * as library from '../src/index.js';
import { reference } from './reference/reference.js';

const page = readFileSync(new URL('../docs/from-scikit-learn.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| (.*) \| (.*) \|$/gm)].slice(2).map(([, theirs, ours]) => ({
  theirs: namesIn(theirs),
  ours: namesIn(ours),
}));

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
}

it('names nothing on our side that is not exported', () => {
  const ours = rows.flatMap((row) => row.ours);
  expect(ours.length).toBeGreaterThan(90);
  const exported = { ...library, ...datasets };
  expect(ours.filter((name) => !Object.hasOwn(exported, name))).toEqual([]);
});

it('stands each name beside another, and none twice', () => {
  expect(rows.filter(({ theirs, ours }) => theirs.length === 0 || ours.length === 0)).toEqual([]);
  const theirs = rows.flatMap((row) => row.theirs);
  expect(theirs.filter((name, i) => theirs.indexOf(name) !== i)).toEqual([]);
});

it('has every public name of scikit-learn that is here too', () => {
  const { names } = reference<{ names: string[] }>('public_names');
  const known = new Map(names.map((name) => [name.toLowerCase().replaceAll('_', ''), name]));
  const shared = Object.keys({ ...library, ...datasets }).filter((name) =>
    known.has(name.toLowerCase()),
  );
  expect(shared.length).toBeGreaterThan(150);
  const listed = new Set(rows.flatMap((row) => row.ours));
  expect(shared.filter((name) => !listed.has(name))).toEqual([]);
});
