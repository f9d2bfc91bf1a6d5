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
    '9 March 2024',
    '09-Mar-2024',
    '9/MAR/2024',
    '9. March 2024',
    '9th march, 2024',
    'Mar 9 2024',
    'Mar. 9, 2024',
    'March 9th, 2024',
    'Sat, 09 Mar 2024',
    'Saturday, March 9, 2024',
    '2024-Mar-09',
    '2024-03-09',
    ' 2024/3/9 ',
    '9-Mar-24',
    'Mar 9, 24',
  ])('are read from %s in any order', (text) => {
    for (const order of ['yearFirst', 'dayFirst', 'monthFirst', 'monthName'] as const) {
      expect(partsOf(text, order)).toEqual([2024, 3, 9, 5, 0, 0]);
    }
  });

  it('are those of every month by its name', () => {
    for (const month of ['long', 'short'] as const) {
      for (let m = 0; m < 12; m++) {
        const name = new Date(2001, m, 1).toLocaleString('en-US', { month });
        expect(partsOf(`28 ${name} 2001`)?.slice(0, 3)).toEqual([2001, m + 1, 28]);
      }
    }
    expect(partsOf('Sept 3, 2001')?.[1]).toBe(9);
  });

  it.each([
    ['12/13/2010 8:26', 'monthFirst', [2010, 12, 13, 0, 8, 26]],
    ['12/13/2010, 9:05 AM', 'monthFirst', [2010, 12, 13, 0, 9, 5]],
    ['12/13/10 9:05:59\u202fpm', 'monthFirst', [2010, 12, 13, 0, 21, 5]],
    ['13.12.10 12:00 a.m.', 'dayFirst', [2010, 12, 13, 0, 0, 0]],
    ['13-Dec-2010 12:00PM', 'monthName', [2010, 12, 13, 0, 12, 0]],
    ['2010-12-13T08:26:01.123456789+01:00', 'yearFirst', [2010, 12, 13, 0, 8, 26]],
    ['2010-12-13 08:26:60,5 -0330', 'yearFirst', [2010, 12, 13, 0, 8, 26]],
    ['2010-12-13 08:26:01+00', 'yearFirst', [2010, 12, 13, 0, 8, 26]],
    ['2010-12-13t08:26z', 'yearFirst', [2010, 12, 13, 0, 8, 26]],
    ['2010-12-13 08:26:01 UTC', 'yearFirst', [2010, 12, 13, 0, 8, 26]],
    ['Mon, 13 Dec 2010 08:26:01 GMT', 'monthName', [2010, 12, 13, 0, 8, 26]],
  ] as const)('have the time of day of %s', (text, order, parts) => {
    expect(partsOf(text, order)).toEqual(parts);
  });

  it('have years of two digits from 1969 to 2068', () => {
    for (const [digits, year] of [
      ['69', 1969],
      ['99', 1999],
      ['00', 2000],
      ['68', 2068],
    ]) {
      expect(partsOf(`28-Feb-${digits}`)?.[0]).toBe(year);
      expect(partsOf(`2/28/${digits}`, 'monthFirst')?.[0]).toBe(year);
      expect(partsOf(`28.02.${digits}`, 'dayFirst')?.[0]).toBe(year);
    }
  });

  it('are read from another notation where only one order can be meant', () => {
    expect(partsOf('25.06.2023')?.slice(0, 3)).toEqual([2023, 6, 25]);
    expect(partsOf('05.06.2023')?.slice(0, 3)).toEqual([2023, 6, 5]);
    expect(partsOf('06/25/2023')?.slice(0, 3)).toEqual([2023, 6, 25]);
    expect(partsOf('25/06/2023', 'monthName')?.slice(0, 3)).toEqual([2023, 6, 25]);
    expect(partsOf('06/06/2023')?.slice(0, 3)).toEqual([2023, 6, 6]);
    expect(partsOf('05/06/2023')).toBeUndefined();
    expect(partsOf('2023-06-25', 'dayFirst')?.slice(0, 3)).toEqual([2023, 6, 25]);
    expect(partsOf('06/25/2023', 'dayFirst')).toBeUndefined();
  });

  it('are nothing for a day that the calendar does not have', () => {
    const number = fc.integer({ min: 0, max: 99 });
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2100 }), number, number, (year, month, day) => {
        const date = new Date(Date.UTC(year, month - 1, day));
        const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
        const isRead = partsOf(`${day}/${month}/${year}`, 'dayFirst') !== undefined;
        expect(isRead).toBe(exists && month >= 1 && month <= 12);
      }),
    );
    for (const text of ['30 Feb 2024', 'Feb 29 2023', '31-Apr-2024', '0 May 2024']) {
      expect(partsOf(text)).toBeUndefined();
    }
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
    `2024-01-01${' '.repeat(10_000)}x`,
    '2024-01-01T10:00:61',
    '2024-01-01 13:00 PM',
    '2024-01-01 0:30 AM',
    '2024-01-01 8',
    '9 Foo 2024',
    '9 Marchy 2024',
    'abc 9 Mar 2024',
    'Mar 9 10:30',
    '9 Mar 124',
    '24-01-02',
    '1.12.10',
    '9/3/124',
    '10.0.0.1',
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
    [['01.02.24', '03.04.24'], 'dayFirst'],
    [['12/13/2010 8:26', '1/4/2011 16:05'], 'monthFirst'],
    [['Jun 12 1998', '12 June 1998'], 'monthName'],
    [['2024-01-02', '12 June 1998'], 'yearFirst'],
    [['2023-06-25', '25.06.2023', '1.6.2023'], 'dayFirst'],
    [['01/02/2024', '03/04/2024'], 'ambiguous'],
    [['01/02/2024', '03.04.2024', '2024-01-02'], 'ambiguous'],
    [['1/2/24', '3/4/24'], 'ambiguous'],
  ] as const)('of %j is %s', (texts, order) => {
    expect(dateOrderOf(texts)).toBe(order);
  });

  it.each([
    ['of texts of which one is no date', ['2024-01-02', 'unknown']],
    ['of dates in two orders', ['31/12/2024', '12/31/2024']],
    ['of nothing', []],
  ])('%s is not known', (_what, texts) => {
    expect(dateOrderOf(texts)).toBeUndefined();
  });
});
