import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CsvOptions, parseCsv } from '../../../src/data/csv/csv.js';
import { setWarningHandler } from '../../../src/warnings.js';

const warnings: string[] = [];
beforeEach(() => {
  warnings.length = 0;
  setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  setWarningHandler(null);
});

const read = (values: readonly string[], options: CsvOptions = {}) =>
  parseCsv(`price;x\n${values.map((value) => `${value};a\n`).join('')}`, {
    delimiter: ';',
    ...options,
  });

it.each([
  [['794,85', '12', 'NA', ' -3,5 '], "decimal: ','", { decimal: ',' }],
  [['12', '1.234,5'], "decimal: ',', thousands: '.'", { decimal: ',', thousands: '.' }],
  [['1,234.5', '7'], "thousands: ','", { thousands: ',' }],
  [['1,234', '7'], "decimal: ',' or thousands: ','", { decimal: ',' }],
])('warns of %j and names what reads it: %s', (values, remedy, options) => {
  expect(read(values).column('price').type).toBe('text');
  const example = values.find((value) => value.includes(','));
  expect(warnings).toEqual([
    `parseCsv: what looks like numbers with commas stays text: column "price": "${example}". Pass ${remedy} to read numbers, or types, { "price": "text" } if text is right.`,
  ]);
  warnings.length = 0;
  expect(read(values, options).column('price').type).toBe('number');
  expect(warnings).toEqual([]);
});

it('names several columns, the first few of them', () => {
  const names = Array.from({ length: 90 }, (_, j) => `f${j}`);
  const text = `${names.join(';')}\n${names.map(() => '0,5').join(';')}\n`;
  expect(parseCsv(text).columns.every(({ type }) => type === 'text')).toBe(true);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/column "f0": "0,5".*column "f1": "0,5".*"f0": "text"/);
  expect(warnings[0].length).toBeLessThan(400);
});

it.each([
  ['lists', ['1,2,3', '4,5,6']],
  ['addresses', ['192.168.100.100', '10.0.0.1']],
  ['dates', ['12.05.2024', '13.05.2024']],
  ['words among them', ['1,5', 'much']],
  ['a comma alone', [',', '1,5']],
  ['nothing but missing values', ['NA', '']],
])('says nothing of %s', (_, values) => {
  read(values);
  expect(warnings).toEqual([]);
});

it('says nothing where text was asked for, or another notation', () => {
  read(['1,5'], { types: { price: 'text' } });
  read(['1,5', 'x'], { decimal: ',' });
  read(['1,234.5'], { decimal: ',' });
  expect(warnings).toEqual([]);
});
