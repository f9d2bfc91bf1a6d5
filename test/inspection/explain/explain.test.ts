import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createColumn } from '../../../src/data/create-column.js';
import { type Cell, Table } from '../../../src/data/table.js';
import { LinearRegression } from '../../../src/estimators/linear/linear-regression.js';
import { LogisticRegression } from '../../../src/estimators/linear/logistic-regression.js';
import { RandomForestRegressor } from '../../../src/estimators/random-forest/random-forest-regressor.js';
import { explain, explainAsync } from '../../../src/inspection/explain/explain.js';
import type { Explanation } from '../../../src/inspection/explain/explanation.js';
import { type TreeModel, treeShap } from '../../../src/inspection/shap/tree-shap.js';
import { Pipeline } from '../../../src/preprocessing/composition/pipeline.js';
import { FunctionTransformer } from '../../../src/preprocessing/function-transformer.js';
import { PolynomialFeatures } from '../../../src/preprocessing/polynomial-features.js';
import { TabularPreprocessor } from '../../../src/preprocessing/tabular/tabular-preprocessor.js';
import type { Progress } from '../../../src/progress.js';
import { serialize } from '../../../src/serialization/bytes.js';
import { deserialize } from '../../../src/serialization/deserialize.js';
import { TabularModel } from '../../../src/training/tabular-model.js';
import { trainModel } from '../../../src/training/train-model.js';
import { setWarningHandler } from '../../../src/warnings.js';

/** Numbers, categories few and many, dates and booleans, with gaps; a target of each kind. */
const records = Array.from({ length: 90 }, (_, i) => {
  const size = ((i * 37) % 90) / 3;
  const kind = ['bolt', 'nut', 'screw'][(i * 7) % 3];
  const shop = `shop ${(i * 11) % 23}`;
  const sold = `2024-0${1 + ((i * 5) % 9)}-${10 + ((i * 3) % 18)}`;
  const worth = size + (kind === 'nut' ? 12 : 0) + ((i * 5) % 9) + ((i * 11) % 23) / 5;
  return {
    size: i % 9 === 0 ? null : size,
    kind: i % 13 === 0 ? null : kind,
    shop,
    sold,
    express: i % 4 === 0,
    constant: 'same',
    price: worth,
    grade: worth > 30 ? 'high' : worth > 18 ? 'middle' : 'low',
    sells: worth > 22 ? 'yes' : 'no',
  };
});
const table = Table.fromRecords(records);
const features = ['size', 'kind', 'shop', 'sold', 'express', 'constant'];
const trained = new Map<string, TabularModel>();

/** Few trees and no importances, and each model once: this is not about training. */
function train(modelName: string, target: string, preprocessing: object = {}): TabularModel {
  const isOfTrees = modelName === 'randomForest' || modelName === 'gradientBoosting';
  const options = {
    modelName,
    target,
    features,
    preprocessing,
    importance: false,
    randomState: 0,
    hyperparams: isOfTrees ? { nEstimators: 6 } : {},
  };
  const key = JSON.stringify(options);
  const model = trained.get(key) ?? trainModel(table, options as never).model;
  trained.set(key, model as TabularModel);
  return model as TabularModel;
}

/** What each explained number must sum to, for each row. */
function saidBy(model: TabularModel, rows: Table, { unit, method }: Explanation): number[][] {
  if (unit === 'probability') return model.predictProba(rows).to2DArray();
  if (unit === 'value') return (model.predict(rows) as number[]).map((value) => [value]);
  if (unit === 'logarithm') {
    return (model.predict(rows) as number[]).map((value) => [Math.log(value)]);
  }
  if (method === 'treeShap' && unit === 'pathLength') {
    const { values, expectedValue } = treeShap(
      model.estimator as unknown as TreeModel,
      model.preprocessor.transform(rows),
    );
    return values[0].to2DArray().map((row) => [row.reduce((sum, v) => sum + v, expectedValue[0])]);
  }
  const decisions = model.decisionFunction(rows);
  if (!Array.isArray(decisions)) return decisions.to2DArray();
  return decisions.map((value) => (unit === 'margin' ? [-value, value] : [value]));
}

function expectSums(model: TabularModel, rows: Table, explanation: Explanation): void {
  const said = saidBy(model, rows, explanation);
  const predicted = model.predict(rows);
  expect(explanation.rows).toHaveLength(rows.rowCount);
  for (const [i, row] of explanation.rows.entries()) {
    expect(row.predicted).toBe(predicted[i]);
    expect(row.outputs).toHaveLength(said[i].length);
    expect(row.outputs.map(({ label }) => label)).toEqual(
      model.task === 'classification' ? model.classes : [null],
    );
    for (const [k, { baseValue, prediction, contributions }] of row.outputs.entries()) {
      const scale = Math.max(1, Math.abs(said[i][k]));
      const sum = contributions.reduce((all, { contribution }) => all + contribution, baseValue);
      expect(Math.abs(prediction - said[i][k]) / scale).toBeLessThan(1e-9);
      expect(Math.abs(sum - prediction) / scale).toBeLessThan(1e-12);
      const sizes = contributions.map(({ contribution }) => Math.abs(contribution));
      expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      for (const { column, value } of contributions) {
        if (column !== 'outlier') expect(value).toBe(rows.values(column)[i]);
      }
    }
  }
}

/** Records as a table whose columns have their types though they may be without values. */
function asTable(given: readonly Record<string, Cell>[]): Table {
  const types = { size: 'number', kind: 'text', shop: 'text', sold: 'text', express: 'boolean' };
  return new Table(
    Object.entries(types).map(([name, type]) =>
      createColumn(
        name,
        given.map((record) => record[name]),
        'asTable',
        type as 'number' | 'text' | 'boolean',
      ),
    ),
  );
}

const MODELS = [
  ['linearRegression', 'price', 'linearShap', 'value'],
  ['logisticRegression', 'grade', 'linearShap', 'margin'],
  ['logisticRegression', 'sells', 'linearShap', 'margin'],
  ['linearSvm', 'price', 'kernelShap', 'value'],
  ['linearSvm', 'sells', 'linearShap', 'margin'],
  ['svm', 'price', 'kernelShap', 'value'],
  ['svm', 'grade', 'kernelShap', 'margin'],
  ['randomForest', 'price', 'treeShap', 'value'],
  ['randomForest', 'sells', 'treeShap', 'probability'],
  ['gradientBoosting', 'price', 'treeShap', 'value'],
  ['gradientBoosting', 'sells', 'treeShap', 'margin'],
  ['gradientBoosting', 'grade', 'treeShap', 'margin'],
] as const;

describe('the explanations of the models of trainModel', () => {
  const rows = table.rows([0, 9, 13, 26]);

  it.each(MODELS)('sum to what is said: %s of %s', (modelName, target, method, unit) => {
    const model = train(modelName, target, { missingIndicators: true });
    const explanation = explain(model, rows);
    expect(explanation).toMatchObject({ method, unit, target });
    expect(explanation.comparedWith).toBe(method === 'treeShap' ? 'training' : 'typicalRow');
    expectSums(model, rows, explanation);
    const against = explain(model, rows, { background: table.head(4) });
    expect(against.comparedWith).toBe('background');
    expectSums(model, rows, against);
    const columns = against.rows[0].outputs[0].contributions.map(({ column }) => column);
    expect(columns.sort()).toEqual(['express', 'kind', 'shop', 'size', 'sold']);
  });

  const anyRow = fc.record({
    size: fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true })),
    kind: fc.option(fc.constantFrom('bolt', 'nut', 'screw', 'never seen', '')),
    shop: fc.option(fc.constantFrom('shop 1', 'shop 22', 'elsewhere')),
    sold: fc.option(fc.constantFrom('2024-02-11', '2024-09-27', '1999-12-31')),
    express: fc.option(fc.boolean()),
  });

  it.each(MODELS)('sum whatever the rows hold: %s of %s', (modelName, target) => {
    const model = train(modelName, target, { missingIndicators: true });
    fc.assert(
      fc.property(fc.array(anyRow, { minLength: 1, maxLength: 3 }), (given) => {
        expectSums(model, asTable(given), explain(model, given));
      }),
      { numRuns: 8 },
    );
  });

  it.each(['oneHot', 'target', 'hash'])('sum columns of text as %s', (encoding) => {
    for (const modelName of ['randomForest', 'logisticRegression', 'svm']) {
      const options = { encoding, highCardinality: null, missingIndicators: true };
      const model = train(modelName, 'sells', options);
      expectSums(model, rows, explain(model, rows));
    }
  });

  it('sum of outliers, which may be a feature of their own', () => {
    for (const outlierAction of ['clip', 'flag', 'drop']) {
      for (const modelName of ['gradientBoosting', 'svm']) {
        const model = train(modelName, 'sells', { outliers: 'iqr', outlierAction });
        const far = Table.fromRecords([{ ...records[1], size: 900 }, records[2]]);
        const explanation = explain(model, far);
        expectSums(model, far, explanation);
        const flags = explanation.rows.map(({ outputs }) =>
          outputs[0].contributions.find(({ column }) => column === 'outlier'),
        );
        const isOwn = outlierAction === 'flag' && modelName !== 'svm';
        expect(flags.map((flag) => flag?.value)).toEqual(
          isOwn ? [true, false] : [undefined, undefined],
        );
      }
    }
  });

  it('sum for outlier detectors, of which plain forests are explained as trees', () => {
    for (const extensionLevel of [0, 1]) {
      const { model } = trainModel(table.select(['size', 'kind', 'price']), {
        modelName: 'isolationForest',
        hyperparams: { extensionLevel, nEstimators: 10 },
        preprocessing: { missing: 'fill' },
        randomState: 0,
      });
      const explanation = explain(model, table.head(4));
      expect(explanation.method).toBe(extensionLevel === 0 ? 'treeShap' : 'kernelShap');
      expect(explanation.unit).toBe(extensionLevel === 0 ? 'pathLength' : 'decision');
      expectSums(model as unknown as TabularModel, table.head(4), explanation);
    }
  });

  it('sum to the logarithm where that is what is added up', () => {
    const model = trainModel(table, {
      target: 'price',
      features,
      modelName: 'gradientBoosting',
      hyperparams: { objective: 'poisson', nEstimators: 10 },
    }).model as unknown as TabularModel;
    const explanation = explain(model, rows);
    expect(explanation.unit).toBe('logarithm');
    expectSums(model, rows, explanation);
  });

  it('are sums of those of the features that a column became', () => {
    const model = train('randomForest', 'price', { encoding: 'oneHot', missing: 'fill' });
    const estimator = model.estimator as unknown as TreeModel;
    const { values } = treeShap(estimator, model.preprocessor.transform(rows));
    const names = model.preprocessor.getFeatureNamesOut();
    for (const [i, { outputs }] of explain(model, rows).rows.entries()) {
      for (const { column, contribution } of outputs[0].contributions) {
        let sum = 0;
        for (const [j, name] of names.entries()) {
          if (name.startsWith(column)) sum += values[0].get(i, j);
        }
        expect(contribution).toBeCloseTo(sum, 12);
      }
    }
  });

  it('are those of the predicted class of a model with a threshold', () => {
    const model = train('logisticRegression', 'sells').withThreshold(0.99);
    const explanation = explain(model, table);
    expect(explanation.rows.map(({ predicted }) => predicted)).toEqual(model.predict(table));
  });

  it('are the same after saving and loading, bit for bit', () => {
    for (const [modelName, target] of MODELS.filter((_, m) => m % 3 === 1)) {
      const model = train(modelName, target, { missingIndicators: true });
      const loaded = deserialize(serialize(model)) as TabularModel;
      expect(explain(loaded, rows, { randomState: 0 })).toEqual(
        explain(model, rows, { randomState: 0 }),
      );
    }
  });

  it('are the same of a table, of records and of rows by position', () => {
    const model = train('gradientBoosting', 'grade');
    const explanation = explain(model, rows);
    const some = rows.toRecords();
    expect(explain(model, some)).toEqual(explanation);
    const cells = some.map((record) =>
      model.features.map((name) => (record as Record<string, Cell>)[name]),
    );
    expect(explain(model, cells)).toEqual(explanation);
    const alone = explain(model, [
      { size: null, kind: null, shop: 'new', sold: null, express: null },
    ]);
    expect(alone.rows[0].outputs[0].contributions.map(({ value }) => value).sort()).toEqual([
      'new',
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('a column that has to be asked about', () => {
  const numbers = table.select(['size', 'price']).withColumn('rank', (_, i) => (i * 17) % 31);
  const complete = numbers.filter(({ size }) => size !== null);
  const y = complete.numbers('price');

  /** The identity hides what the model is made of, which then has to be asked. */
  const pair = (model: LinearRegression | RandomForestRegressor) => {
    const prepare = ['prepare', new TabularPreprocessor()] as const;
    const shown = new Pipeline({ steps: [prepare, ['model', model]] }).fit(complete, y);
    const hidden = new Pipeline({
      steps: [prepare, ['same', new FunctionTransformer()], ['model', model]],
    }).fit(complete, y);
    return { shown, hidden };
  };

  it('gets what a linear model, and what trees give it', () => {
    const background = complete.head(6);
    const rows = complete.rows([7, 30, 41]);
    for (const model of [
      new LinearRegression(),
      new RandomForestRegressor({ nEstimators: 5, maxDepth: 4, randomState: 0 }),
    ]) {
      const { shown, hidden } = pair(model);
      const exact = explain(shown, rows, { background });
      const asked = explain(hidden, rows, { background });
      expect([exact.method, asked.method]).toEqual([
        model instanceof LinearRegression ? 'linearShap' : 'treeShap',
        'kernelShap',
      ]);
      for (const [i, { outputs }] of asked.rows.entries()) {
        const wanted = exact.rows[i].outputs[0].contributions;
        for (const { column, contribution } of outputs[0].contributions) {
          const own = wanted.find((other) => other.column === column);
          expect(contribution).toBeCloseTo(own?.contribution ?? Number.NaN, 9);
        }
      }
    }
  });

  it('gets what its powers and products do in a pipeline, whose features never come apart', () => {
    const model = new Pipeline({
      steps: [
        ['prepare', new TabularPreprocessor({ encoding: 'oneHot', scale: true })],
        ['products', new PolynomialFeatures({ degree: 2 })],
        ['model', new LogisticRegression()],
      ],
    }).fit(table.select(features), table.values('sells') as string[]);
    const rows = table.select(features).head(3);
    const explanation = explain(model, rows.toRecords(), { background: table.rows([20, 40]) });
    expect(explanation).toMatchObject({ method: 'kernelShap', unit: 'probability', target: null });
    const said = model.predictProba(rows).to2DArray();
    for (const [i, { outputs }] of explanation.rows.entries()) {
      expect(outputs.map(({ prediction }) => prediction)).toEqual(
        said[i].map((p) => expect.closeTo(p, 9)),
      );
      expect(outputs[0].contributions).toHaveLength(features.length);
    }
  });
});

describe('explainAsync', () => {
  it.each(MODELS)(
    'gives the same, tells how far it is, and can be stopped: %s of %s',
    async (modelName, target) => {
      const model = train(modelName, target);
      const rows = table.head(20);
      const reports: Progress[] = [];
      const onProgress = (progress: Progress) => reports.push(progress);
      const found = await explainAsync(model, rows, { randomState: 0, onProgress });
      expect(found).toEqual(explain(model, rows, { randomState: 0 }));
      expect(reports.at(-1)?.done).toBe(reports.at(-1)?.total);
      const controller = new AbortController();
      const stopped = explainAsync(model, rows, {
        signal: controller.signal,
        onProgress: () => controller.abort('enough'),
      });
      await expect(stopped).rejects.toBe('enough');
    },
  );
});

describe('explain refuses by name', () => {
  const model = train('linearRegression', 'price');

  it('models that give no numbers, and what is no model', () => {
    const clusters = trainModel(table.select(['size', 'price']), { modelName: 'kMeans' }).model;
    expect(() => explain(clusters, table)).toThrow(
      /explain: the model must give numbers or probabilities, but a KMeans gives clusters alone/,
    );
    for (const odd of [null, 3, {}, [], (rows: unknown) => rows]) {
      expect(() => explain(odd as never, table)).toThrow(/explain: the model must be one that/);
    }
    expect(() => explain(new TabularModel(), table)).toThrow(/TabularModel is not fitted yet/);
  });

  it('rows that do not fit', () => {
    expect(() => explain(model, table.select(['size', 'kind']))).toThrow(
      /column "shop" is missing/,
    );
    expect(() => explain(model, [])).toThrow(/there are no rows/);
    expect(() => explain(model, table.rows([]))).toThrow(/there are no rows/);
    expect(() => explain(model, [[1, 'nut']])).toThrow(/row 0 has 2 values, but the model takes 6/);
    expect(() => explain(model, 3 as never)).toThrow(/explain: 3 has no column names/);
    expect(() => explain(model, [{ ...records[0], size: 'large' }])).toThrow(/"size"/);
    expect(() => explain(model, [{ ...records[0], size: Infinity }])).toThrow(/Infinity/);
    expect(() => explain(model, table, { background: [{ size: 1 }] })).toThrow(
      /background: column "kind" is missing/,
    );
  });

  it('options out of range, also where the model need not be asked', () => {
    const asked = [
      [{ nSamples: 1 }, /explain: nSamples must be an integer >= 2, or null, but got 1/],
      [{ randomState: [] }, /explain: randomState must be a finite number, text or null/],
      [{ background: 7 }, /explain: background must be a Table or an array of rows, but got 7/],
    ] as const;
    for (const [options, words] of asked) {
      expect(() => explain(model, table, options as never)).toThrow(words);
    }
    const many = train('svm', 'price');
    expect(() => explain(many, table.head(1), { nSamples: 3 })).toThrow(
      /explain: nSamples .* >= 10/,
    );
  });

  it('a pipeline without background, and decisions that are of pairs of classes', () => {
    const steps = [
      ['prepare', new TabularPreprocessor()],
      ['same', new FunctionTransformer()],
      ['model', new LinearRegression()],
    ] as const;
    const pipeline = new Pipeline({ steps }).fit(
      table.select(['size', 'kind']),
      table.numbers('price'),
    );
    expect(() => explain(pipeline, table)).toThrow(/background is missing, and the model does not/);
    const many = table.withColumn('group', (_, i) => 'abcd'[i % 4]);
    const pairs = trainModel(many, {
      target: 'group',
      features: ['size', 'price'],
      modelName: 'svm',
      hyperparams: { decisionFunctionShape: 'ovo' },
      testSize: 0.3,
      randomState: 0,
    }).model;
    expect(() => explain(pairs, table.head(1))).toThrow(/decisionFunctionShape: "ovr"/);
  });

  it('says once, not for each mixture, that a date cannot be read', () => {
    const heard: string[] = [];
    const before = setWarningHandler(({ message }) => heard.push(message));
    try {
      explain(train('svm', 'price'), [{ ...records[0], sold: 'soon' }], {
        background: table.head(9),
      });
    } finally {
      setWarningHandler(before);
    }
    expect(heard.filter((message) => message.includes('"soon"'))).toHaveLength(1);
  });
});
