import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DateOrder, dateOrderOf, readDate } from '../../../src/preprocessing/tabular/dates.js';

function partsOf(text: string, order: DateOrder = 'yearFirst'): number[] | undefined {
  const out = new Float64Array(6);
  return readDate(text, order, out) ? Array.from(out) : undefined;
}

describe('the parts of a date', () => {
  it('are those of the calendar, for every day', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('1583-01-01T00:00Z'),
          max: new Date('9999-12-31T23:59Z'),
          noInvalidDate: true,
        }),
        (date) => {
          const text = date.toISOString();
          expect(partsOf(text)).toEqual([
            date.getUTCFullYear(),
            date.getUTCMonth() + 1,
            date.getUTCDate(),
            (date.getUTCDay() + 6) % 7,
            date.getUTCHours(),
            date.getUTCMinutes(),
          ]);
        },
      ),
    );
  });

  it.each([
    ['09.03.2024', 'dayFirst'],
    ['9/3/2024', 'dayFirst'],
    ['03/09/2024', 'monthFirst'],
    ['2024/03/09', 'yearFirst'],
    ['2024-3-9', 'yearFirst'],
  ] as const)('are read from %s', (text, order) => {
    expect(partsOf(text, order)).toEqual([2024, 3, 9, 5, 0, 0]);
  });

  it.each([
    '2023-02-29',
    '1900-02-29',
    '2024-04-31',
    '2024-13-01',
    '2024-00-10',
    '2024-01-00',
    '2024-01-01T24:00',
    '2024-01-01T10:60',
    '2024-01-01 noon',
    '2024-01/01',
    '24-01-01',
    '20240101',
    '',
    '2024-01-01T10:00Zulu',
    `2024-01-01${' '.repeat(10_000)}`,
  ])('are not read from %j', (text) => {
    expect(partsOf(text)).toBeUndefined();
  });
});

describe('the order of dates', () => {
  it.each([
    [['2024-01-02', '2024-12-31'], 'yearFirst'],
    [['01/02/2024', '31/12/2024'], 'dayFirst'],
    [['01/02/2024', '12/31/2024'], 'monthFirst'],
    [['01.02.2024', '03.04.2024'], 'dayFirst'],
  ] as const)('of %j is %s', (texts, order) => {
    expect(dateOrderOf(texts)).toBe(order);
  });

  it.each([
    ['of day and month that cannot be told apart', ['01/02/2024', '03/04/2024']],
    ['of texts of which one is no date', ['2024-01-02', 'unknown']],
    ['of dates in two orders', ['31/12/2024', '12/31/2024']],
    ['of nothing', []],
  ])('%s is not known', (_what, texts) => {
    expect(dateOrderOf(texts)).toBeUndefined();
  });
});
