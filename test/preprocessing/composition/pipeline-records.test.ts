import { describe, expect, expectTypeOf, it } from 'vitest';
import { Table } from '../../../src/data/table.js';
import { InvalidInputError } from '../../../src/errors.js';
import type { AnyEstimator } from '../../../src/estimator.js';
import { IsolationForest } from '../../../src/estimators/isolation-forest.js';
import { KMeans } from '../../../src/estimators/k-means/k-means.js';
import { LinearRegression } from '../../../src/estimators/linear/linear-regression.js';
import { LogisticRegression } from '../../../src/estimators/linear/logistic-regression.js';
import type {
  ClassPrediction,
  OutlierPrediction,
  ValuePrediction,
} from '../../../src/estimators/predictions.js';
import { ColumnTransformer } from '../../../src/preprocessing/composition/column-transformer.js';
import { Pipeline } from '../../../src/preprocessing/composition/pipeline.js';
import { OneHotEncoder } from '../../../src/preprocessing/encoders/one-hot-encoder.js';
import { StandardScaler } from '../../../src/preprocessing/scalers/standard-scaler.js';
import { SimpleImputer } from '../../../src/preprocessing/simple-imputer.js';
import { TabularPreprocessor } from '../../../src/preprocessing/tabular/tabular-preprocessor.js';
import { serialize } from '../../../src/serialization/bytes.js';
import { deserialize, fromJSON } from '../../../src/serialization/deserialize.js';

interface Sample {
  size: number | null;
  colour: string | null;
}
const records: Sample[] = Array.from({ length: 30 }, (_, i) => ({
  size: i % 11 === 5 ? null : (i * 7) % 30,
  colour: i % 13 === 6 ? null : ['red', 'green'][i % 2],
}));
const table = Table.fromRecords(records);
const labels = records.map((_, i): 'yes' | 'no' => ((i * 7) % 30 > 14 ? 'yes' : 'no'));
const numbers = records.map((_, i) => (i * 7) % 30);

const withColumns = <E extends AnyEstimator>(last: E) =>
  new Pipeline({
    steps: [
      [
        'columns',
        new ColumnTransformer({
          transformers: [
            ['size', new SimpleImputer(), ['size']],
            ['colour', new OneHotEncoder({ handleUnknown: 'ignore' }), ['colour']],
          ],
        }),
      ],
      ['last', last],
    ],
  });
const prepared = <E extends AnyEstimator>(last: E) =>
  new Pipeline({
    steps: [
      ['columns', new TabularPreprocessor()],
      ['last', last],
    ],
  });

describe.each([
  ['ColumnTransformer', withColumns],
  ['TabularPreprocessor', prepared],
] as const)('a pipeline of a %s', (_, made) => {
  const model = made(new LogisticRegression()).fit(table, labels);

  it('predicts tables, records and one record alike, also when it was loaded', () => {
    const expected = model.predict(table);
    const loaded = deserialize(serialize(model)) as Pipeline;
    expect(made(new LogisticRegression()).fit(table.toRecords(), labels).predict(table)).toEqual(
      expected,
    );
    for (const one of [model, loaded]) {
      expect(one.predict(table.toRecords())).toEqual(expected);
      expect(one.predictRecords(table).map((told) => 'label' in told && told.label)).toEqual(
        expected,
      );
      expect(one.predictRecords(table)).toEqual(records.map((record) => one.predictOne(record)));
    }
    const { probabilities } = model.predictOne(records[0]);
    expect(probabilities?.no).toBe(model.predictProba(table).get(0, 0));
  });

  it('takes records in any order of their keys, with others, and without any value', () => {
    const [{ size, colour }] = records;
    expect(model.predictOne({ id: 7, colour, size })).toEqual(model.predictOne(records[0]));
    expect(model.predictOne({ size: null, colour: null }).label).toMatch(/^(yes|no)$/);
  });

  it('refuses records that lack a column, and values of another type', () => {
    expect(() => model.predictOne({ size: 3 })).toThrow(/column "colour" is missing/);
    expect(() => model.predict([{ ...records[0] }, { size: 3 }])).toThrow(
      'Pipeline.predict: column "colour" is missing in row 1. Pass null where a value is not known.',
    );
    expect(() => model.predictOne({ size: 'big', colour: 'red' })).toThrow(InvalidInputError);
    expect(() => model.predictOne({ size: 3, colour: 4 })).toThrow(InvalidInputError);
  });
});

it('says what its last step is for', () => {
  expect(withColumns(new LinearRegression()).fit(table, numbers).predictOne(records[3])).toEqual({
    value: expect.any(Number),
  });
  expect(
    withColumns(new KMeans({ nClusters: 2 }))
      .fit(table)
      .predictOne(records[3]),
  ).toEqual({
    cluster: expect.any(Number),
  });
  expect(withColumns(new IsolationForest()).fit(table).predictOne(records[3])).toEqual({
    isOutlier: expect.any(Boolean),
    decision: expect.any(Number),
  });
  expect(() => withColumns(new StandardScaler()).fit(table).predictOne(records[3])).toThrow(
    'Pipeline.predictOne: the step "last" is a StandardScaler, which has no predict. Use an estimator that has it.',
  );
});

it('types what its last step says', () => {
  const model = withColumns(new LogisticRegression()).fit(table, labels);
  expectTypeOf(model.predictOne(records[0])).toEqualTypeOf<ClassPrediction<'yes' | 'no'>>();
  expectTypeOf(
    withColumns(new LinearRegression()).predictOne<Sample>,
  ).returns.toEqualTypeOf<ValuePrediction>();
  expectTypeOf(
    withColumns(new IsolationForest()).predictOne<Sample>,
  ).returns.toEqualTypeOf<OutlierPrediction>();
});

it('predicts one row of numbers where it was fitted on such', () => {
  const model = new Pipeline({
    steps: [
      ['scale', new StandardScaler()],
      ['classify', new LogisticRegression()],
    ],
  }).fit([[1], [2], [3], [4]], [false, false, true, true]);
  expect(model.predictOne([4]).label).toBe(true);
  expect(() => model.predictOne({ x: 4 })).toThrow(InvalidInputError);
});

it('loads files of pipelines that knew no columns', () => {
  const file = JSON.parse(JSON.stringify(withColumns(new LogisticRegression()).fit(table, labels)));
  delete file.model.state.columns;
  const model = fromJSON(file) as Pipeline;
  expect(model.predict(table.toRecords())).toHaveLength(30);
});
