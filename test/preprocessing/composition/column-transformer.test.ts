import { describe, expect, it } from 'vitest';
import { Table } from '../../../src/data/table.js';
import { ModelFormatError } from '../../../src/errors.js';
import { LogisticRegression } from '../../../src/estimators/linear/logistic-regression.js';
import {
  type ColumnPart,
  ColumnTransformer,
} from '../../../src/preprocessing/composition/column-transformer.js';
import { Pipeline } from '../../../src/preprocessing/composition/pipeline.js';
import { OneHotEncoder } from '../../../src/preprocessing/encoders/one-hot-encoder.js';
import { FunctionTransformer } from '../../../src/preprocessing/function-transformer.js';
import { StandardScaler } from '../../../src/preprocessing/scalers/standard-scaler.js';
import { SimpleImputer } from '../../../src/preprocessing/simple-imputer.js';
import { serialize } from '../../../src/serialization/bytes.js';
import { deserialize } from '../../../src/serialization/deserialize.js';

const table = Table.fromRecords([
  { size: 3, colour: 'red', open: true, note: 'x', price: 10 },
  { size: 5, colour: 'blue', open: false, note: 'y', price: 20 },
  { size: null, colour: 'red', open: true, note: 'z', price: 60 },
]);
const numeric = new Pipeline({
  steps: [
    ['fill', new SimpleImputer()],
    ['scale', new StandardScaler()],
  ],
});

const columns = (remainder: 'drop' | 'passthrough' = 'drop') =>
  new ColumnTransformer({
    transformers: [
      ['texts', new OneHotEncoder(), ['colour']],
      ['numbers', numeric, ['size', 'price']],
      ['gone', 'drop', ['note']],
    ],
    remainder,
  });

describe('on a table', () => {
  it('does different things to different columns, in the order of the parts', () => {
    const model = columns('passthrough').fit(table);
    expect(model.getFeatureNamesOut()).toEqual([
      'texts__colour_blue',
      'texts__colour_red',
      'numbers__size',
      'numbers__price',
      'remainder__open',
    ]);
    const rows = model.transform(table).to2DArray();
    expect(rows.map((row) => [row[0], row[1], row[4]])).toEqual([
      [0, 1, 1],
      [1, 0, 0],
      [0, 1, 1],
    ]);
    expect(rows[2][2]).toBe(0); // the mean, scaled
    expect(rows.reduce((sum, row) => sum + row[3], 0)).toBeCloseTo(0, 12);
  });

  it('finds columns by name, and needs those that it uses alone', () => {
    const model = columns().fit(table);
    const shuffled = table.select(['price', 'colour', 'size']);
    expect(model.transform(shuffled).to2DArray()).toEqual(model.transform(table).to2DArray());
    expect(() => model.transform(table.select(['price', 'size']))).toThrow(
      'ColumnTransformer.transform: column "colour" is missing.',
    );
    const wrong = Table.fromRecords([{ size: 'large', colour: 'red', price: 1 }]);
    expect(() => model.transform(wrong)).toThrow(
      'column "size" is of type text, but was of type number in fit.',
    );
    expect(() => model.transform([[1, 2, 3]])).toThrow(
      'X has no column names, but fit was given a Table.',
    );
  });

  it('selects by type, and names without the part where that is clear', () => {
    const model = new ColumnTransformer({
      transformers: [
        ['a', new SimpleImputer(), 'number'],
        ['b', 'passthrough', 'boolean'],
      ],
      verboseFeatureNamesOut: false,
    }).fit(table);
    expect(model.getFeatureNamesOut()).toEqual(['size', 'price', 'open']);
    expect(() =>
      new ColumnTransformer({
        transformers: [
          ['a', 'passthrough', ['size']],
          ['b', 'passthrough', ['size']],
        ],
        verboseFeatureNamesOut: false,
      }).fit(table),
    ).toThrow('two outgoing columns are called "size". Pass verboseFeatureNamesOut: true.');
  });

  it('is stored with the pipeline around it as one file', () => {
    const model = new Pipeline({
      steps: [
        ['columns', columns()],
        ['model', new LogisticRegression()],
      ],
    }).fit(table, ['a', 'b', 'a']);
    const loaded = deserialize(serialize(model)) as typeof model;
    expect(loaded.predict(table)).toEqual(model.predict(table));
    expect(loaded.predictProba(table).to2DArray()).toEqual(model.predictProba(table).to2DArray());
    expect(() => loaded.predict(table.select(['size', 'price']))).toThrow(
      'column "colour" is missing',
    );
  });

  it('gives functions the numbers of their columns', () => {
    const model = new ColumnTransformer({
      transformers: [['logs', new FunctionTransformer({ func: (X) => X.log10() }), ['price']]],
    }).fit(table);
    expect(model.transform(table).get(0, 0)).toBeCloseTo(1, 14);
    expect(model.getFeatureNamesOut()).toEqual(['logs__price']);
  });

  it('leaves the transformers that it was given unfitted', () => {
    const encoder = new OneHotEncoder();
    const model = new ColumnTransformer({ transformers: [['a', encoder, ['colour']]] }).fit(table);
    expect(encoder.isFitted).toBe(false);
    expect(model.namedTransformer('a')).toBeInstanceOf(OneHotEncoder);
    expect(() => model.namedTransformer('b')).toThrow('there is no part "b"');
  });
});

it('takes the columns of a matrix by position', () => {
  const model = new ColumnTransformer({
    transformers: [
      ['scaled', new StandardScaler(), [2]],
      ['raw', 'passthrough', [0]],
    ],
  });
  const X = [
    [1, 5, -1],
    [2, 6, 1],
  ];
  expect(model.fitTransform(X).to2DArray()).toEqual([
    [-1, 1],
    [1, 2],
  ]);
  expect(model.getFeatureNamesOut()).toEqual(['scaled__x2', 'raw__x0']);
  expect(() => model.transform([[1, 2]])).toThrow(
    'X has 2 features, but the model was fitted on 3.',
  );
});

it.each<[string, () => unknown, string]>([
  [
    'an unknown column',
    () => new ColumnTransformer({ transformers: [['a', 'passthrough', ['colr']]] }).fit(table),
    'the part "a": column "colr" is missing.',
  ],
  [
    'names for a matrix',
    () => new ColumnTransformer({ transformers: [['a', 'passthrough', ['x']]] }).fit([[1]]),
    'but X has no column names',
  ],
  [
    'a position beyond the last',
    () => new ColumnTransformer({ transformers: [['a', 'passthrough', [3]]] }).fit([[1]]),
    'names column 3, but X has 1 column.',
  ],
  [
    'a column twice in a part',
    () => new ColumnTransformer({ transformers: [['a', 'passthrough', [0, 0]]] }).fit([[1]]),
    'the part "a" names the column "x0" twice. Name it once, or in two parts.',
  ],
  [
    'nothing to do',
    () => new ColumnTransformer({ transformers: [] }).fit([[1]]),
    'no column is left',
  ],
  [
    'text that is let through',
    () =>
      new ColumnTransformer({ transformers: [['a', 'passthrough', 'text']] }).fitTransform(table),
    'column "colour" as text, which cannot stand beside numbers.',
  ],
  [
    'two parts of one name',
    () =>
      new ColumnTransformer({
        transformers: [
          ['a', 'drop', [0]],
          ['a', 'drop', [1]],
        ],
      }),
    'there are two parts "a"',
  ],
  [
    'a part called remainder',
    () => new ColumnTransformer({ transformers: [['remainder', 'drop', [0]]] }),
    'be that of a hyperparameter',
  ],
  [
    'a classifier',
    () => new ColumnTransformer({ transformers: [['a', new LogisticRegression(), [0]]] }),
    'transformers must be an array of [name, transformer, columns]',
  ],
])('refuses %s', (_what, call, words) => {
  expect(call).toThrow(words);
});

it('refuses files whose parts do not fit the columns', () => {
  const json = JSON.stringify(columns().fit(table).toJSON());
  const from = '"columns":[0,4]';
  expect(json).toContain(from);
  const hostile = JSON.parse(json.replace(from, '"columns":[0,9]'));
  expect(() =>
    ColumnTransformer.fromJSON(hostile, [OneHotEncoder, Pipeline, SimpleImputer, StandardScaler]),
  ).toThrow(ModelFormatError);
});

it('keeps its parts when setParams is given names that cannot be', () => {
  const columns = new ColumnTransformer({ transformers: [['a', 'passthrough', [0]]] });
  const wrong: ColumnPart[] = [
    ['b', 'passthrough', [0]],
    ['b', 'passthrough', [1]],
  ];
  expect(() => columns.setParams({ transformers: wrong })).toThrow('there are two parts "b"');
  expect(columns.getParams().transformers).toEqual([['a', 'passthrough', [0]]]);
});

describe('FunctionTransformer', () => {
  it('does what its functions do, to a copy', () => {
    const X = [
      [0, 1],
      [3, 7],
    ];
    const logs = new FunctionTransformer({
      func: (matrix) => matrix.log1p(),
      inverseFunc: (matrix) => matrix.expm1(),
    });
    const out = logs.fitTransform(X);
    expect(out.get(1, 0)).toBeCloseTo(Math.log(4), 14);
    expect(X).toEqual([
      [0, 1],
      [3, 7],
    ]);
    expect(logs.inverseTransform(out).get(1, 1)).toBeCloseTo(7, 12);
    expect(logs.getFeatureNamesOut(['a', 'b'])).toEqual(['a', 'b']);
    const sums = new FunctionTransformer({
      func: (matrix) => matrix.to2DArray().map(([a, b]) => [a + b]),
      featureNamesOut: (names) => [names.join(' + ')],
    });
    expect(sums.fitTransform(X).to2DArray()).toEqual([[1], [10]]);
    expect(sums.getFeatureNamesOut(['a', 'b'])).toEqual(['a + b']);
    expect(new FunctionTransformer().fitTransform(X).to2DArray()).toEqual(X);
  });

  it('takes the numbers of a table, by the names of its columns', () => {
    const logs = new FunctionTransformer({ func: (matrix) => matrix.log1p() });
    const prices = table.select(['price']);
    expect(logs.fitTransform(prices).to1DArray()).toEqual([10, 20, 60].map(Math.log1p));
    expect(logs.getFeatureNamesOut()).toEqual(['price']);
    expect(() => logs.transform(table.select(['size']))).toThrow('column "price" is missing');
    expect(() => logs.fit(table)).toThrow('FunctionTransformer.fit: column "colour" is text.');
  });

  it('cannot be saved with a function, and says so', () => {
    const model = new FunctionTransformer({ func: (matrix) => matrix }).fit([[1]]);
    expect(() => serialize(model)).toThrow('FunctionTransformer.func');
    expect(() => serialize(new FunctionTransformer().fit([[1]]))).not.toThrow();
  });

  it('refuses what is no matrix of as many rows', () => {
    const lose = new FunctionTransformer({ func: () => [[1]] }).fit([[1], [2]]);
    expect(() => lose.transform([[1], [2]])).toThrow(
      'func returned 1 rows for 2. Return one for each.',
    );
    const none = new FunctionTransformer({ func: () => 7 as unknown as number[][] }).fit([[1]]);
    expect(() => none.transform([[1]])).toThrow('what func returned: X must be a matrix');
  });
});
