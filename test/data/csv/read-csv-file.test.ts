import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readCsvFile } from '../../../src/data/csv/read-csv-file.js';
import { InvalidInputError } from '../../../src/errors.js';
import type { Progress } from '../../../src/progress.js';
import { dataFile } from '../../reference/reference.js';

const folder = mkdtempSync(join(tmpdir(), 'fitpredict-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('reads the penguins: types, missing values and categories', async () => {
  const table = await readCsvFile(dataFile('penguins.csv'));
  expect(table.rowCount).toBe(344);
  expect(table.columns.map(({ type }) => type)).toEqual([
    ...['text', 'text', 'number', 'number', 'number', 'number', 'text'],
  ]);
  expect(table.column('species')).toMatchObject({ categories: ['Adelie', 'Chinstrap', 'Gentoo'] });
  expect(table.values('bill_length_mm').filter((value) => value === null)).toHaveLength(2);
  // One penguin's sex is given as '.'.
  const marked = await readCsvFile(dataFile('penguins.csv'), { missingValues: ['', '.'] });
  expect(marked.column('sex')).toMatchObject({ categories: ['MALE', 'FEMALE'] });
});

it.each([
  ['auto_mpg.csv', 406, 9],
  ['breast_cancer.csv', 569, 31],
  ['diabetes.csv', 442, 11],
  ['iris.csv', 150, 5],
  ['wine.csv', 178, 14],
])('reads %s', async (name, rows, columns) => {
  const table = await readCsvFile(dataFile(name));
  expect([table.rowCount, table.columns.length]).toEqual([rows, columns]);
});

it('reads a path in several chunks and reports its bytes', async () => {
  const path = join(folder, 'long.csv');
  const text = `a,b\n${Array.from({ length: 50_000 }, (_, i) => `${i},größe ${i % 3}`).join('\n')}\n`;
  writeFileSync(path, text);
  const reports: Progress[] = [];
  const table = await readCsvFile(path, { onProgress: (progress) => reports.push(progress) });
  expect(table.values('a').every((value, i) => value === i)).toBe(true);
  expect(table.column('b')).toMatchObject({ categories: ['größe 0', 'größe 1', 'größe 2'] });
  const size = Buffer.byteLength(text);
  expect(reports.length).toBeGreaterThan(2);
  expect(reports.every(({ total }) => total === size)).toBe(true);
  expect(reports.at(-1)).toEqual({ done: size, total: size, unit: 'byte' });
});

it('stops in the middle of a file', async () => {
  const path = join(folder, 'stopped.csv');
  writeFileSync(path, `a\n${'1\n'.repeat(1_000_000)}`);
  const abort = new AbortController();
  const onProgress = () => abort.abort();
  await expect(readCsvFile(path, { onProgress, signal: abort.signal })).rejects.toMatchObject({
    name: 'AbortError',
  });
});

it('says which file cannot be read, and why', async () => {
  const missing = join(folder, 'missing.csv');
  const refused = await readCsvFile(missing).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(InvalidInputError);
  expect((refused as Error).message).toContain(
    `readCsvFile: cannot read ${JSON.stringify(missing)}`,
  );
  expect((refused as Error).message).toContain('no such file');
  await expect(readCsvFile(folder)).rejects.toThrow('it is a folder. Check the path.');
});

it('names itself in errors of the text', async () => {
  const path = join(folder, 'ragged.csv');
  writeFileSync(path, 'a,b\n1\n');
  await expect(readCsvFile(path)).rejects.toThrow('readCsvFile: line 2 has 1 field');
});
