import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  KFold,
  KMeans,
  LeaveOneOut,
  Pipeline,
  RandomForestClassifier,
  RobustScaler,
  StandardScaler,
  Table,
  trainModel,
} from '../src/index.js';

/** As Node's console prints it, alone or inside of other things. */
const printed = (value: unknown) => {
  expect(inspect({ value })).toContain(String(value).split('\n')[0]);
  expect(inspect(value)).toBe(String(value));
  return String(value);
};

describe('an estimator prints as the call that makes it', () => {
  it('with the options that differ from the defaults', () => {
    expect(printed(new RandomForestClassifier({ nEstimators: 200 }))).toBe(
      'RandomForestClassifier({ nEstimators: 200 })',
    );
    expect(printed(new RandomForestClassifier({ nEstimators: 100 }))).toBe(
      'RandomForestClassifier()',
    );
    expect(printed(new RandomForestClassifier({ classWeight: { yes: 2, no: 1 } }))).toBe(
      'RandomForestClassifier({ classWeight: { yes: 2, no: 1 } })',
    );
    expect(printed(new RobustScaler({ quantileRange: [10, 90] }))).toBe(
      'RobustScaler({ quantileRange: [10, 90] })',
    );
  });

  it('and whether it is fitted', () => {
    const model = new KMeans({ nClusters: 2, randomState: 0 });
    expect(printed(model)).toBe('KMeans({ nClusters: 2, randomState: 0 })');
    model.fit([[0], [1]]);
    expect(printed(model)).toBe('KMeans({ nClusters: 2, randomState: 0 }) (fitted)');
  });

  it('with the estimators inside it', () => {
    const pipeline = new Pipeline({
      steps: [
        ['scale', new StandardScaler()],
        ['model', new KMeans({ nClusters: 3 })],
      ],
    });
    expect(printed(pipeline)).toBe(
      'Pipeline({ steps: [["scale", StandardScaler()], ["model", KMeans({ nClusters: 3 })]] })',
    );
  });
});

it('a splitter prints as the call that makes it', () => {
  expect(printed(new KFold({ nSplits: 10 }))).toBe('KFold({ nSplits: 10 })');
  expect(printed(new LeaveOneOut())).toBe('LeaveOneOut()');
});

it('a model of a table prints what it predicts, from what and by what', () => {
  const table = Table.fromRecords(
    Array.from({ length: 40 }, (_, i) => ({ size: i, colour: i % 3 ? 'red' : 'blue', y: 2 * i })),
  );
  const { model } = trainModel(table, { target: 'y', modelName: 'linearRegression' });
  expect(printed(model)).toBe(
    'TabularModel(regression of "y" from 2 columns by LinearRegression() (fitted))',
  );
});

describe('a table prints', () => {
  it('its size, its columns with their types and its rows', () => {
    const table = Table.fromRecords([
      { name: 'Adelie', mass: 3750.5, sex: true },
      { name: 'Gentoo\n\u001b[2J', mass: null, sex: null },
      { name: null, mass: 1 / 3, sex: false },
    ]);
    expect(printed(table)).toBe(
      [
        'Table: 3 rows × 3 columns',
        'name                       mass  sex',
        'text                     number  boolean',
        'Adelie                   3750.5  true',
        'Gentoo\\u000a\\u001b[2J      null  null',
        'null                   0.333333  false',
      ].join('\n'),
    );
  });

  it('a part of what is large', () => {
    const wide = Object.fromEntries(
      Array.from({ length: 40 }, (_, j) => [`column ${j}`, Array.from({ length: 12 }, () => j)]),
    );
    const lines = printed(Table.fromColumns(wide)).split('\n');
    expect(lines.at(0)).toBe('Table: 12 rows × 40 columns');
    expect(lines).toHaveLength(14);
    expect(lines.at(-1)).toBe('… 2 more rows, 30 more columns');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
    const long = printed(Table.fromRecords([{ ['name'.repeat(50)]: 'text'.repeat(50) }]));
    expect(long).toContain('texttexttexttexttexttex…');
  });

  it('what is empty', () => {
    expect(printed(new Table([]))).toBe('Table: 0 rows × 0 columns');
    expect(printed(Table.fromColumns({ a: [] }))).toBe('Table: 0 rows × 1 column\n     a\nnumber');
  });
});
