import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CsvOptions, parseCsv } from '../../../src/data/csv/csv.js';
import { toCsv } from '../../../src/data/csv/csv-writer.js';
import { setWarningHandler } from '../../../src/warnings.js';

const warnings: string[] = [];
beforeEach(() => {
  warnings.length = 0;
  setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  setWarningHandler(null);
});

const column = (values: readonly string[], options: CsvOptions = {}) =>
  parseCsv(`id,x\n${values.map((value) => `${value},1\n`).join('')}`, options).column('id');
const typeOf = (values: readonly string[], options: CsvOptions = {}) =>
  column(values, options).type;

const IDS = ['1577134800018164904', '1577134800018164911'];

describe('whole numbers beyond 2^53', () => {
  it('stay text, with a warning that names column and remedy', () => {
    const text = `id,x\n${IDS[0]},1\n${IDS[1]},2\n`;
    const table = parseCsv(text);
    expect(table.values('id')).toEqual(IDS);
    expect(toCsv(table)).toBe(text);
    expect(warnings).toEqual([
      'parseCsv: what looks like numbers stays text where numbers would lose something: column "id": a number cannot hold all digits of "1577134800018164904". Pass types, { "id": "text" } if that is right, or "number" to take the nearest number.',
    ]);
  });

  it.each([
    ['the first that is not held', ['1', '9007199254740993'], 'text'],
    ['negative', ['-9007199254740993', '-1'], 'text'],
    ['held, but written otherwise', ['1577134800018164736', '2'], 'text'],
    ['with zeros and a sign', ['+00009007199254740993'], 'text'],
    ['held', ['9007199254740991', '9007199254740992', '90071992547409920'], 'number'],
    ['held, with a sign and zeros', ['+9007199254740992', '0009007199254740992'], 'number'],
    ['in a column of measures', ['12345678901234567890', '0.5'], 'number'],
    ['in a column of measures that starts with one', ['0.5', '12345678901234567890'], 'number'],
    ['with a point', ['12345678901234567890.5', '1'], 'number'],
    ['with an exponent', ['1.2345678901234567e+19', '1e300'], 'number'],
    ['beyond doubles', ['1'.repeat(400)], 'text'],
  ])('%s: %j', (_, values, type) => {
    expect(typeOf(values)).toBe(type);
  });

  it('are told with grouped digits', () => {
    const options = { thousands: '.', decimal: ',', delimiter: ';' };
    const read = (id: string) => parseCsv(`id;x\n${id};1\n`, options).column('id').type;
    expect(read('9.007.199.254.740.993')).toBe('text');
    expect(read('9.007.199.254.740.992')).toBe('number');
  });

  it('are rounded in silence where types asks for numbers, and no one is warned of text', () => {
    expect(typeOf(IDS, { types: { id: 'number' } })).toBe('number');
    expect(typeOf(IDS, { types: { id: 'text' } })).toBe('text');
    expect(warnings).toEqual([]);
  });

  it('are an error behind the rows that types are inferred from', () => {
    expect(() => column(['1', '2', IDS[0]], { inferRows: 2 })).toThrow(
      'parseCsv: line 4 has "1577134800018164904" in column "id", which is a number column by its first values, but a number cannot hold all digits of "1577134800018164904". Pass types: { "id": "text" }, or "number" to take the nearest number.',
    );
    expect(typeOf(['1', '0.5', IDS[0]], { inferRows: 2 })).toBe('number');
  });

  it('decide a column whose first value comes late', () => {
    expect(column(['', '', '', ...IDS], { inferRows: 2 })).toMatchObject({ categories: IDS });
    expect(warnings).toHaveLength(1);
    const missing = { inferRows: 1, missingValues: ['', '-9'] };
    expect(column(['', '-9.0', '7'], missing)).toMatchObject({
      data: Float64Array.of(Number.NaN, Number.NaN, 7),
    });
  });

  it('never merge or change, however they are written', () => {
    const digits = fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }).map(String);
    fc.assert(
      fc.property(fc.array(digits, { minLength: 1, maxLength: 8 }), (values) => {
        const text = `id,x\n${values.map((value) => `${value},1\n`).join('')}`;
        expect(toCsv(parseCsv(text))).toBe(text);
      }),
    );
  });
});

describe('codes with an e', () => {
  it('stay text where two would be one number', () => {
    expect(column(['5743e5', '57430e4', '5743e5'])).toMatchObject({
      categories: ['5743e5', '57430e4'],
    });
    expect(warnings[0]).toContain('column "id": "5743e5" and "57430e4" would be one number.');
  });

  it.each([[['1e5', '2e5', '1e5']], [['1.5e3', '1.50e3']], [['1e+05', '10e+04']]])(
    'are numbers otherwise: %j',
    (values) => {
      expect(typeOf(values)).toBe('number');
      expect(warnings).toEqual([]);
    },
  );

  it('are an error where the second comes late', () => {
    expect(() => column(['5743e5', '1', '57430e4'], { inferRows: 2 })).toThrow(
      'line 4 has "57430e4" in column "id", which is a number column by its first values, but "5743e5" and "57430e4" would be one number.',
    );
  });
});

describe('zeros at the start', () => {
  it('are lost with a warning that names column and remedy', () => {
    expect(typeOf(['12345', '01234'])).toBe('number');
    expect(warnings).toEqual([
      'parseCsv: numbers lose the zeros that they start with: column "id": "01234". Pass types, { "id": "text" } to keep them, or "number" if they mean nothing.',
    ]);
  });

  it('are kept in silence where that is asked, and dropped likewise', () => {
    expect(column(['01234'], { types: { id: 'text' } })).toMatchObject({ categories: ['01234'] });
    expect(typeOf(['01234'], { types: { id: 'number' } })).toBe('number');
    expect(warnings).toEqual([]);
  });

  it.each([[['01', '09', '12']], [['0', '00']], [['0.5', '007']], [['00.50']], [['0e1']]])(
    'of %j are not missed',
    (values) => {
      expect(typeOf(values)).toBe('number');
      expect(warnings).toEqual([]);
    },
  );
});

it('lists five columns and counts the others', () => {
  const header = Array.from({ length: 7 }, (_, j) => `c${j}`).join();
  parseCsv(`${header}\n${header.replaceAll(/c\d/g, IDS[0])}\n`);
  expect(warnings[0]).toContain('column "c4": a number cannot');
  expect(warnings[0]).toContain('; and 2 more. Pass types, { "c0": "text" }');
});
