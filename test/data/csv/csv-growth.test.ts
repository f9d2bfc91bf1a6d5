import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CsvOptions, parseCsv, readCsv } from '../../../src/data/csv/csv.js';
import { toCsv } from '../../../src/data/csv/csv-writer.js';
import { readCsvFile } from '../../../src/data/csv/read-csv-file.js';
import { Table } from '../../../src/data/table.js';
import { setWarningHandler } from '../../../src/warnings.js';
import { cpuTime } from '../../support/cpu-time.js';

beforeEach(() => {
  setWarningHandler(() => {});
});
afterEach(() => {
  setWarningHandler(null);
});

/**
 * Each text makes a search that starts anew at every field, row or name quadratic: at this size that
 * takes from 20 s to minutes, and linear work about 1 s. The limit lies far from both.
 */
const LIMIT = 10_000;
const N = 40_000;

const attacks: readonly [what: string, text: string, options?: CsvOptions][] = [
  ['one name over and over', `${'a,'.repeat(N)}\n${'1,'.repeat(N)}\n`],
  ['names that take each other’s numbers', names((j) => (j % 2 ? 'a' : `a_${j / 2}`))],
  ['names that are numbered twice', names((j) => (j % 2 ? 'a_2' : 'a'))],
  ['no names', names(() => '')],
  ['rows of quotes that end with CR', `a,b\r${'"1","2"\r'.repeat(2 * N)}`, { comment: '#' }],
  ['a comment full of quotes', `a,b\r#${',"'.repeat(6 * N)}\r1,2\r`, { comment: '#' }],
  ['one row of quotes after CR', `a,b\r${'"1",'.repeat(4 * N)}\r`, { comment: '#' }],
  ['many comments', `a\n${'#"\n1\n'.repeat(2 * N)}`, { comment: '#' }],
  ['quotes with text behind them', `a,b\n"${'"b'.repeat(6 * N)}${' '.repeat(12 * N)}\n`],
  ['quotes with white space behind them', `a,b\n"${'" '.repeat(6 * N)}x\n`],
  ['a quote that is never closed', `a,b\n"${'""'.repeat(6 * N)}`],
  ['quotes inside quotes', `a\n"${'""'.repeat(6 * N)}"\n`],
  ['line breaks inside quotes', `a,b\n${`"${'\r\n'.repeat(N)}",1\n`.repeat(4)}`],
  ['quotes without any delimiter', `a\n${'"x"\n'.repeat(2 * N)}`],
  ['blank lines', `a\n1\n${'\n'.repeat(4 * N)}2\n`],
  ['line breaks of all kinds', `a,b\n${'1,2\r3,4\r\n'.repeat(N)}`],
  ['groups of digits', `a\n${'1,234'.repeat(4 * N)}\n`, { delimiter: ';', thousands: ',' }],
  ['decimal commas', `a;b\n${`${'1'.repeat(N)},5;2\n`.repeat(4)}`, { decimal: ',' }],
  ['a number that never ends', `a\n${'1'.repeat(8 * N)}\n`],
  ['white space around a number', `a\n${' '.repeat(8 * N)}1${' '.repeat(8 * N)}x\n`],
  ['white space before a page', `${' \n'.repeat(8 * N)}<p>`],
  ['a header that is all delimiters', `${','.repeat(N)}\n${','.repeat(N)}\n`],
  ['a delimiter that nearly is one', `a;b\n${';,'.repeat(4 * N)}\n`],
  ['different texts', `a\n${Array.from({ length: N }, (_, i) => `x${i}`).join('\n')}\n`],
  ['codes with exponents', `a\n${Array.from({ length: N }, (_, i) => `${i}e2`).join('\n')}\n`],
  ['whole numbers beyond 2^53', `a\n${'12345678901234567890\n'.repeat(N)}`],
  ['months', `a\n${'12-Jun-1998\n'.repeat(N)}`],
];

function names(nameOf: (j: number) => string): string {
  const header = Array.from({ length: N }, (_, j) => nameOf(j)).join(',');
  return `${header}\n${header.replaceAll(/[^,]+/g, '1')}\n`;
}

/** Milliseconds of work; an error ends it too. */
async function timeOf(work: () => unknown): Promise<number> {
  const start = cpuTime();
  try {
    await work();
  } catch {}
  return cpuTime() - start;
}

describe('time grows with the length of', () => {
  it.each(attacks)('%s', async (_, text, options = {}) => {
    expect(await timeOf(() => toCsv(parseCsv(text, options)))).toBeLessThan(LIMIT);
  });
});

describe('time grows with the length of what comes from', () => {
  const hostile = attacks.slice(4, 10);

  it('a Blob', async () => {
    for (const [, text, options] of hostile) {
      expect(await timeOf(() => readCsv(new Blob([text]), options))).toBeLessThan(LIMIT);
    }
  });

  it('a stream of small chunks', async () => {
    async function* chunks(text: string) {
      for (let at = 0; at < text.length; at += 100) yield text.slice(at, at + 100);
    }
    for (const [, text, options] of hostile) {
      expect(await timeOf(() => readCsv(chunks(text), options))).toBeLessThan(LIMIT);
    }
  });

  it('a URL', async () => {
    const server = createServer(({ url }, response) => {
      response.end(hostile[Number(url?.slice(1))][1]);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    for (const [k, [, , options]] of hostile.entries()) {
      const url = new URL(`http://127.0.0.1:${port}/${k}`);
      expect(await timeOf(() => readCsv(url, options))).toBeLessThan(LIMIT);
    }
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fitpredict-'));
    for (const [k, [, text, options]] of hostile.entries()) {
      const path = join(folder, `${k}.csv`);
      writeFileSync(path, text);
      expect(await timeOf(() => readCsvFile(path, options))).toBeLessThan(LIMIT);
    }
    await rm(folder, { recursive: true });
  });

  it('a table', async () => {
    const text = Array.from({ length: 4 * N }, (_, i) => `"${i}",\n`);
    const table = Table.fromColumns({ text, other: text });
    expect(await timeOf(() => toCsv(table))).toBeLessThan(LIMIT);
  });
});

it('does not take more columns than maxColumns, and names none of them', () => {
  const warnings: string[] = [];
  setWarningHandler(({ message }) => warnings.push(message));
  const header = `${'a,'.repeat(3)}a\n1,2,3,4\n`;
  expect(() => parseCsv(header, { maxColumns: 3 })).toThrow(
    'parseCsv: there are 4 columns, more than maxColumns, which is 3. Raise maxColumns, or check the delimiter.',
  );
  expect(warnings).toEqual([]);
  expect(parseCsv(header, { maxColumns: 4 }).columnNames).toEqual(['a', 'a_2', 'a_3', 'a_4']);
  expect(() => parseCsv(`${','.repeat(100_000)}\n`)).toThrow('there are 100001 columns');
  expect(parseCsv(header, { maxColumns: Infinity, header: false }).columns).toHaveLength(4);
});
