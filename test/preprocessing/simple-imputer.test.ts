import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Table } from '../../src/data/table.js';
import { ModelFormatError } from '../../src/errors.js';
import {
  SimpleImputer,
  type SimpleImputerOptions,
} from '../../src/preprocessing/simple-imputer.js';
import { deserializeAs, serialize } from '../../src/serialization/bytes.js';
import { setWarningHandler } from '../../src/warnings.js';
import { reference } from '../reference/reference.js';

interface Imputed {
  strategy: string;
  fillValue: number | null;
  addIndicator: boolean;
  keepEmptyFeatures: boolean;
  names: string[];
  train: number[][];
  new: number[][];
}

interface Reference {
  imputer: { X: (number | null)[][]; new: (number | null)[][]; cases: Imputed[] };
  textImputer: { most_frequent: string[]; constant: string[] };
}

const { imputer, textImputer } = reference<Reference>('preprocessing');
let warnings: string[] = [];
beforeEach(() => {
  warnings = [];
  setWarningHandler(({ message }) => warnings.push(message));
});
afterEach(() => {
  setWarningHandler(null);
});

const strategyOf = (name: string) =>
  (name === 'most_frequent' ? 'mostFrequent' : name) as SimpleImputerOptions['strategy'];

describe('numbers', () => {
  for (const { names, train, new: expected, ...options } of imputer.cases) {
    it(`agrees with scikit-learn: ${JSON.stringify(options)}`, () => {
      const model = new SimpleImputer({ ...options, strategy: strategyOf(options.strategy) });
      expectClose(model.fitTransform(imputer.X).to2DArray(), train);
      expectClose(model.transform(imputer.new).to2DArray(), expected);
      expect(model.getFeatureNamesOut()).toEqual(names);
    });
  }

  it('takes NaN, null and undefined as missing, in any kind of matrix', () => {
    const expected = [
      [1, 4],
      [3, 4],
    ];
    const model = new SimpleImputer();
    for (const hole of [null, undefined, Number.NaN]) {
      expect(
        model
          .fitTransform([
            [1, hole],
            [3, 4],
          ])
          .to2DArray(),
      ).toEqual(expected);
    }
    const data = Float64Array.of(1, Number.NaN, 3, 4);
    expect(model.fitTransform({ data, rows: 2, columns: 2 }).to2DArray()).toEqual(expected);
    expect(data[1]).toBeNaN();
  });

  it('takes a mean and a median that stay finite near the largest numbers', () => {
    const X = [[1.7e308], [1.7e308], [Number.NaN]];
    for (const strategy of ['mean', 'median'] as const) {
      expect(new SimpleImputer({ strategy }).fit(X).statistics[0]).toBeCloseTo(1.7e308, -295);
    }
  });
});

describe('tables', () => {
  const table = Table.fromRecords([
    { size: 1, colour: 'red', big: null },
    { size: null, colour: 'blue', big: true },
    { size: 4, colour: null, big: false },
    { size: 4, colour: 'red', big: true },
  ]);

  it('fills text, numbers and booleans with the most frequent value', () => {
    const filled = new SimpleImputer({ strategy: 'mostFrequent' }).fitTransform(table);
    expect(filled.values('size')).toEqual([1, 4, 4, 4]);
    expect(filled.values('colour')).toEqual(['red', 'blue', 'red', 'red']);
    expect(filled.values('big')).toEqual([true, true, false, true]);
  });

  it('agrees with scikit-learn on text, the smallest value winning a tie', () => {
    const text = Table.fromColumns({ x: ['b', null, 'a', 'a', 'b', 'c'] });
    const fill = (strategy: 'mostFrequent' | 'constant') =>
      new SimpleImputer({ strategy }).fitTransform(text).values('x');
    expect(fill('mostFrequent')).toEqual(textImputer.most_frequent);
    expect(fill('constant')).toEqual(textImputer.constant);
  });

  it('names the indicator columns, which hold booleans', () => {
    const model = new SimpleImputer({ strategy: 'mostFrequent', addIndicator: true }).fit(table);
    const filled = model.transform(table);
    expect(filled.columnNames).toEqual(model.getFeatureNamesOut());
    expect(filled.columnNames.slice(3)).toEqual([
      'missingindicator_size',
      'missingindicator_colour',
      'missingindicator_big',
    ]);
    expect(filled.values('missingindicator_colour')).toEqual([false, false, true, false]);
  });

  it('finds columns by name, and ignores others', () => {
    const model = new SimpleImputer({ strategy: 'mostFrequent' }).fit(table);
    const other = Table.fromRecords([{ extra: 1, big: false, colour: 'x', size: null }]);
    expect(model.transform(other).toRecords()).toEqual([{ size: 4, colour: 'x', big: false }]);
    const typo = Table.fromRecords([{ big: false, color: 'x', size: null }]);
    expect(() => model.transform(typo)).toThrow(
      'SimpleImputer.transform: column "colour" is missing. Did you mean "color"? Pass every column of fit.',
    );
  });

  it('tells which column a strategy or a fillValue does not suit', () => {
    expect(() => new SimpleImputer().fit(table)).toThrow(
      'SimpleImputer.fit: column "colour" holds text, but the strategy "mean" needs numbers. Use "mostFrequent" or "constant"',
    );
    expect(() => new SimpleImputer({ strategy: 'constant', fillValue: 0 }).fit(table)).toThrow(
      'SimpleImputer.fit: fillValue is 0, but column "colour" holds text.',
    );
    const model = new SimpleImputer({ strategy: 'mostFrequent' }).fit(table);
    expect(() =>
      model.transform(Table.fromRecords([{ size: 'large', colour: 'red', big: true }])),
    ).toThrow('SimpleImputer.transform: column "size" holds text, but held numbers in fit.');
    expect(() => model.transform([[1, 2, 3]])).toThrow('X is no Table, but fit was given one');
  });
});

describe('columns that are wholly missing', () => {
  const X = [
    [1, null],
    [null, null],
  ];

  it('are dropped with a warning', () => {
    const model = new SimpleImputer().fit(X);
    expect(model.transform(X).to2DArray()).toEqual([[1], [1]]);
    expect(model.statistics).toEqual([1, null]);
    expect(warnings).toEqual([
      'SimpleImputer.fit: column "x1": all values are missing, so there is no mean value and the column is dropped. Pass keepEmptyFeatures: true to keep what is wholly missing.',
    ]);
  });

  it('are kept when asked for, and take text when that is the fillValue', () => {
    const kept = new SimpleImputer({ keepEmptyFeatures: true }).fitTransform(X).to2DArray();
    expect(kept).toEqual([
      [1, 0],
      [1, 0],
    ]);
    const table = Table.fromColumns({ a: ['x', null], b: [null, null] });
    const model = new SimpleImputer({
      strategy: 'constant',
      fillValue: '?',
      keepEmptyFeatures: true,
    });
    expect(model.fitTransform(table).values('b')).toEqual(['?', '?']);
    expect(() => model.fit([[null]])).toThrow('fillValue is "?", but column "x0" holds numbers.');
    expect(warnings).toEqual([]);
  });

  it('are an error when there are no others', () => {
    expect(() => new SimpleImputer().fit([[null], [null]])).toThrow(
      'SimpleImputer.fit: column "x0": all values are missing. Pass keepEmptyFeatures: true',
    );
  });
});

it('refuses what is empty, infinite or of another width', () => {
  expect(() => new SimpleImputer().fit([])).toThrow('SimpleImputer.fit: X has 0 rows');
  expect(() => new SimpleImputer().fit(new Table([]))).toThrow('SimpleImputer.fit: X has 0 rows');
  expect(() => new SimpleImputer().fit([[1, Infinity]])).toThrow('X[0][1] is Infinity');
  const model = new SimpleImputer().fit([[1, 2]]);
  expect(() => model.transform([[1]])).toThrow('X has 1 feature, but the model was fitted on 2');
  expect(() => new SimpleImputer().transform([[1]])).toThrow('the model is not fitted yet');
});

it('fills the same bits after saving and loading', () => {
  const model = new SimpleImputer({ addIndicator: true }).fit(imputer.X);
  const expected = model.transform(imputer.new).to2DArray();
  const loaded = deserializeAs(serialize(model), [SimpleImputer]) as SimpleImputer;
  expect(loaded.transform(imputer.new).to2DArray()).toEqual(expected);
  const json = JSON.parse(JSON.stringify(model));
  expect(SimpleImputer.fromJSON(json).transform(imputer.new).to2DArray()).toEqual(expected);
  json.model.state.columns[0].fill = 'text';
  expect(() => SimpleImputer.fromJSON(json)).toThrow(ModelFormatError);
});

function expectClose(actual: number[][], expected: number[][]): void {
  expect(actual.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  for (const [i, row] of expected.entries()) {
    for (const [j, value] of row.entries()) {
      expect(Math.abs(actual[i][j] - value)).toBeLessThanOrEqual(1e-12 * Math.abs(value));
    }
  }
}

describe('inverseTransform', () => {
  it('makes missing again what the indicators mark, in a matrix', () => {
    const X = [
      [1, Number.NaN, Number.NaN],
      [2, 5, Number.NaN],
      [Number.NaN, 7, Number.NaN],
    ];
    const imputer = new SimpleImputer({ addIndicator: true });
    expect(imputer.inverseTransform(imputer.fitTransform(X)).to2DArray()).toEqual(X);
    expect(() => imputer.inverseTransform([[1]])).toThrow('X has 1 feature');
  });

  it('and in a table, text included', () => {
    const table = Table.fromColumns({ a: [1, null, 3], b: ['x', 'x', null], c: [1, 2, 3] });
    const imputer = new SimpleImputer({ strategy: 'mostFrequent', addIndicator: true });
    expect(imputer.inverseTransform(imputer.fitTransform(table)).toRecords()).toEqual(
      table.toRecords(),
    );
  });

  it('needs the indicators', () => {
    const imputer = new SimpleImputer().fit([[1], [Number.NaN]]);
    expect(() => imputer.inverseTransform([[1]])).toThrow('Fit with addIndicator: true.');
  });
});

describe('another value stands for a missing one', () => {
  /** imputers.py makes them. */
  const {
    X,
    new: unseen,
    simple,
    texts,
  } = reference<{
    X: (number | null)[][];
    new: (number | null)[][];
    simple: { out: number[][]; new: number[][]; back: number[][] };
    texts: string[][];
  }>('imputers');
  const marked = (rows: (number | null)[][]) => rows.map((row) => row.map((value) => value ?? -1));

  it('a number, as in scikit-learn, and the way back writes it', () => {
    const model = new SimpleImputer({ missingValues: -1, addIndicator: true });
    expectClose(model.fitTransform(marked(X)).to2DArray(), simple.out);
    expectClose(model.transform(marked(unseen)).to2DArray(), simple.new);
    expectClose(model.inverseTransform(model.transform(marked(X))).to2DArray(), simple.back);
    const loaded = deserializeAs(serialize(model), [SimpleImputer]) as SimpleImputer;
    expectClose(loaded.transform(marked(unseen)).to2DArray(), simple.new);
  });

  it('text of a table, as in scikit-learn, and the way back writes it', () => {
    const table = Table.fromColumns({ a: ['a', '?', 'a', 'b'], b: ['?', 'x', 'y', 'x'] });
    const model = new SimpleImputer({
      missingValues: '?',
      strategy: 'mostFrequent',
      addIndicator: true,
    });
    const filled = model.fitTransform(table);
    expect(filled.values('a').map((value, i) => [value, filled.values('b')[i]])).toEqual(texts);
    expect(model.inverseTransform(filled).values('b')).toEqual(['?', 'x', 'y', 'x']);
  });

  it('beside which NaN and null are refused', () => {
    const model = new SimpleImputer({ missingValues: 0 });
    expect(() => model.fit([[1], [null]])).toThrow(
      'SimpleImputer.fit: row 1 of column "x0" is missing, but missingValues is 0. Write 0 there too, or leave missingValues out.',
    );
    expect(() => model.fit([[1], [0]]).transform([[Number.NaN]])).toThrow(
      'SimpleImputer.transform: X[0][0] is NaN',
    );
    expect(() => new SimpleImputer({ missingValues: '?' }).fit([[1]])).toThrow(
      'SimpleImputer.fit: missingValues is "?", but no column holds text.',
    );
  });

  it('null is the same as NaN, and a file of an earlier version means that', () => {
    const model = new SimpleImputer({ missingValues: null }).fit([[1], [null]]);
    expect(model.statistics).toEqual([1]);
    expect(JSON.stringify(model.toJSON())).not.toContain('marker');
  });
});
