import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Table } from '../../../src/data/table.js';
import { InvalidInputError } from '../../../src/errors.js';
import { DatePartExtractor } from '../../../src/preprocessing/dates/date-part-extractor.js';
import { TabularPreprocessor } from '../../../src/preprocessing/tabular/tabular-preprocessor.js';
import { deserializeAs, serialize } from '../../../src/serialization/bytes.js';

const all = ['year', 'quarter', 'month', 'day', 'dayOfYear', 'weekday', 'hour', 'minute'] as const;

it('gives the same parts of a text and of its milliseconds, which are those of UTC', () => {
  // Years of four digits, which are all that are read: from 5 to 9892.
  fc.assert(
    fc.property(fc.integer({ min: -62e12, max: 250e12 }), (milliseconds) => {
      const text = new Date(milliseconds).toISOString();
      const extractor = new DatePartExtractor({ parts: all });
      const [ofText] = extractor.fitTransform([[text]]).to2DArray();
      expect(extractor.fitTransform([[milliseconds]]).to2DArray()).toEqual([ofText]);
      const date = new Date(milliseconds);
      const newYear = new Date(milliseconds);
      newYear.setUTCMonth(0, 1);
      expect(ofText).toEqual([
        date.getUTCFullYear(),
        Math.floor(date.getUTCMonth() / 3) + 1,
        date.getUTCMonth() + 1,
        date.getUTCDate(),
        1 + (milliseconds - newYear.getTime()) / 864e5,
        (date.getUTCDay() + 6) % 7,
        date.getUTCHours(),
        date.getUTCMinutes(),
      ]);
    }),
  );
});

it('gives the parts that TabularPreprocessor gives', () => {
  const sold = ['25.06.2023 08:15', '03.04.2024 17:45', '31.12.2021 23:59'];
  const table = Table.fromColumns({ sold });
  const preprocessor = new TabularPreprocessor();
  const extractor = new DatePartExtractor();
  const out = extractor.fitTransform(table).to2DArray();
  expect(out).toEqual(preprocessor.fitTransform(table).to2DArray());
  expect(extractor.getFeatureNamesOut()).toEqual(preprocessor.getFeatureNamesOut());
  expect(extractor.dateOrders).toEqual(['dayFirst']);
});

describe('on the circle', () => {
  it('the last is as near to the first as any two that follow each other', () => {
    const months = Array.from({ length: 12 }, (_, m) => [Date.UTC(2023, m, 1)]);
    const out = new DatePartExtractor({ parts: ['month'], cyclic: true })
      .fitTransform(months)
      .to2DArray();
    for (const [m, [sine, cosine]] of out.entries()) {
      const [nextSine, nextCosine] = out[(m + 1) % 12];
      expect(sine ** 2 + cosine ** 2).toBeCloseTo(1, 14);
      expect((nextSine - sine) ** 2 + (nextCosine - cosine) ** 2).toBeCloseTo(
        2 - 2 * Math.cos(Math.PI / 6),
        14,
      );
    }
  });

  it('the year stays a number, and names say which is which', () => {
    const extractor = new DatePartExtractor({ parts: ['hour', 'year'], cyclic: true });
    expect(extractor.fitTransform([['2024-03-09 06:00']]).to2DArray()).toEqual([
      [2024, 1, expect.closeTo(0, 15)],
    ]);
    expect(extractor.getFeatureNamesOut(['sold'])).toEqual([
      'sold_year',
      'sold_hour_sin',
      'sold_hour_cos',
    ]);
  });
});

it('leaves missing dates missing, and finds columns of a table by name', () => {
  const table = Table.fromColumns({ a: ['2024-01-01', null], b: [0, Number.NaN] });
  const extractor = new DatePartExtractor({ parts: ['year', 'month'] }).fit(table);
  expect(extractor.getFeatureNamesOut()).toEqual(['a_year', 'a_month', 'b_year', 'b_month']);
  expect(extractor.transform(table.select(['b', 'a'])).to2DArray()).toEqual([
    [2024, 1, 1970, 1],
    [Number.NaN, Number.NaN, Number.NaN, Number.NaN],
  ]);
  const loaded = deserializeAs(serialize(extractor), [DatePartExtractor]) as DatePartExtractor;
  expect(loaded.transform(table).to2DArray()).toEqual(extractor.transform(table).to2DArray());
});

it('asks where day and month cannot be told apart, and takes the answer', () => {
  const X = [['03/04/2024'], ['05/06/2024']];
  expect(() => new DatePartExtractor().fit(X)).toThrow(
    new InvalidInputError(
      'DatePartExtractor.fit: day and month of column "x0" cannot be told apart, as in "03/04/2024". Pass dateOrder: "dayFirst" or "monthFirst".',
    ),
  );
  const monthOf = (dateOrder: 'dayFirst' | 'monthFirst') =>
    new DatePartExtractor({ dateOrder, parts: ['month'] }).fitTransform(X).getColumn(0);
  expect(monthOf('dayFirst')).toEqual([4, 6]);
  expect(monthOf('monthFirst')).toEqual([3, 5]);
});

it('names what is no date', () => {
  const message = (row: number, value: string, where: string) =>
    new InvalidInputError(
      `DatePartExtractor.${where}: row ${row} of column "x0" is ${value}, which is no date. Write it as in 2024-03-09T18:30, pass milliseconds since 1970, or null where it is missing.`,
    );
  const extractor = new DatePartExtractor();
  expect(() => extractor.fit([['2024-01-01'], ['soon']])).toThrow(message(1, '"soon"', 'fit'));
  expect(() => extractor.fit([[1e300]])).toThrow(message(0, '1e+300', 'fit'));
  expect(() => extractor.fit([[true]])).toThrow(message(0, 'true', 'fit'));
  extractor.fit([['2024-01-01']]);
  expect(() => extractor.transform([['2024-02-30']])).toThrow(
    message(0, '"2024-02-30"', 'transform'),
  );
  expect(() => new DatePartExtractor({ parts: [] })).toThrow('parts must be an array of "year"');
  expect(() => new DatePartExtractor({ parts: ['day', 'day'] })).toThrow('each at most once');
});
