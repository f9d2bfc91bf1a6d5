import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../src/data/csv/csv.js';
import { Table } from '../../src/data/table.js';
import { InvalidInputError, InvalidParameterError } from '../../src/errors.js';
import { serialize } from '../../src/serialization/bytes.js';
import { deserialize } from '../../src/serialization/deserialize.js';
import { formatReport } from '../../src/training/report.js';
import type { TabularModel } from '../../src/training/tabular-model.js';
import {
  type TrainModelOptions,
  trainModel,
  trainModelAsync,
} from '../../src/training/train-model.js';
import { dataFile } from '../reference/reference.js';

const csv = (name: string) => parseCsv(readFileSync(dataFile(`${name}.csv`), 'utf8'));
const penguins = csv('penguins');
const cars = csv('auto_mpg');
const species: TrainModelOptions = {
  target: 'species',
  modelName: 'logisticRegression',
  randomState: 42,
};

describe('on penguins, with missing values and text', () => {
  const { model, metrics, report, preview } = trainModel(penguins, species);

  it('finds that species are classes, and learns them', () => {
    expect(report).toMatchObject({ task: 'classification', stratified: true });
    expect(report.rows).toEqual({
      total: 344,
      withoutTarget: 0,
      notSampled: 0,
      outliers: 0,
      train: 275,
      test: 69,
    });
    expect(report.classCounts).toEqual({ Adelie: 152, Chinstrap: 68, Gentoo: 124 });
    expect(metrics.task === 'classification' && metrics.accuracy).toBeGreaterThan(0.95);
    expect(metrics.task === 'classification' && metrics.rocAuc).toBeGreaterThan(0.99);
  });

  it('shares importance among the outgoing features', () => {
    expect(report.importance).toBe('coefficients');
    const total = report.importances.reduce((sum, { importance }) => sum + importance, 0);
    expect(total).toBeCloseTo(1, 12);
    expect(report.importances.map(({ feature }) => feature).sort()).toEqual(
      model.preprocessor.getFeatureNamesOut().sort(),
    );
  });

  it('shows held-out rows with truth and prediction', () => {
    expect(preview).toHaveLength(5);
    for (const { features, truth, prediction } of preview) {
      expect(Object.keys(features)).toEqual(report.features);
      expect(model.classes).toContain(truth);
      expect(model.predict([features])).toEqual([prediction]);
    }
  });

  it('predicts records, rows of cells and tables alike, in the target’s own labels', () => {
    const rows = penguins.head(4);
    const expected = model.predict(rows);
    expect(expected).toEqual(['Adelie', 'Adelie', 'Adelie', 'Adelie']);
    expect(model.predict(rows.toRecords())).toEqual(expected);
    const cells = rows.toRecords().map((record) => model.features.map((name) => record[name]));
    expect(model.predict(cells)).toEqual(expected);
  });

  it('says which values were unknown and which were filled', () => {
    const record = { ...penguins.head(1).toRecords()[0], island: 'Atlantis', sex: null };
    const { predictions, unknownCategories, filled } = model.predictWithReport([record]);
    expect(predictions).toHaveLength(1);
    expect(unknownCategories).toEqual({ island: 1 });
    expect(filled).toEqual({ sex: 1 });
  });

  it('is saved whole', () => {
    const loaded = deserialize(serialize(model)) as TabularModel;
    expect(loaded.predict(penguins)).toEqual(model.predict(penguins));
    expect(loaded.predictProba(penguins)).toEqual(model.predictProba(penguins));
    expect(loaded.features).toEqual(model.features);
    expect(loaded.modelName).toBe('logisticRegression');
  });

  it('gives the same bits for the same seed, also in time slices with progress', async () => {
    const reports: number[] = [];
    const again = await trainModelAsync(penguins, {
      ...species,
      onProgress: ({ done, total }) => reports.push(done / total),
    });
    expect(again.model.predictProba(penguins)).toEqual(model.predictProba(penguins));
    expect(reports.at(-1)).toBe(1);
  });

  it('can be cancelled', async () => {
    const signal = AbortSignal.abort(new RangeError('enough'));
    await expect(trainModelAsync(penguins, { ...species, signal })).rejects.toThrow('enough');
  });

  it('can be cancelled while it shuffles features, and reports that', async () => {
    const controller = new AbortController();
    const units: string[] = [];
    const training = trainModelAsync(penguins, {
      ...species,
      modelName: 'svm',
      signal: controller.signal,
      onProgress: ({ unit, done }) => {
        units.push(unit);
        if (unit === 'shuffle' && done === 2) controller.abort(new RangeError('enough'));
      },
    });
    await expect(training).rejects.toThrow('enough');
    expect(units.filter((unit) => unit === 'shuffle')).toHaveLength(2);
  });

  it('leaves importances out where they are not asked for, and bounds them', () => {
    const svm = { ...species, modelName: 'svm' };
    const without = trainModel(penguins, { ...svm, importance: false }).report;
    expect(without).toMatchObject({ importance: null, importances: [] });
    expect(formatReport(without)).not.toContain('Most important features');
    const bounded = trainModel(penguins, { ...svm, importance: { maxSamples: 20, nRepeats: 1 } });
    expect(bounded.report.importance).toBe('permutation');
    expect(() => trainModel(penguins, { ...svm, importance: { maxSamples: 0 } })).toThrow(
      'trainModel: importance: maxSamples must be an integer >= 1, or null, but got 0. Pass the most rows to shuffle',
    );
    const wrong = { ...svm, importance: { repeats: 2 } } as TrainModelOptions;
    expect(() => trainModel(penguins, wrong)).toThrow(/there is no option "repeats"/);
    expect(() => trainModel(penguins, { ...svm, ...JSON.parse('{"importance":5}') })).toThrow(
      /importance must be false or an object, but got 5/,
    );
  });

  it('prints a report that names all of it', () => {
    const text = formatReport(report);
    expect(text).toContain(
      'logisticRegression of "species": classification, because "species" is text',
    );
    expect(text).toContain('275 to train on, 69 held out to test, classes in equal shares');
    expect(text).toContain('accuracy');
    expect(text).toMatch(/truth \\ predicted +Adelie +Chinstrap +Gentoo/);
    expect(text).toMatch(/Preview of held-out rows\n +island/);
  });
});

describe('on cars, with a missing target and a column of names', () => {
  const { metrics, report } = trainModel(cars, {
    target: 'miles_per_gallon',
    modelName: 'linear_regression',
    randomState: 42,
  });

  it('leaves out the rows without a target and the names, and learns the rest', () => {
    expect(report.task).toBe('regression');
    expect(report.rows).toEqual({
      total: 406,
      withoutTarget: 8,
      notSampled: 0,
      outliers: 0,
      train: 318,
      test: 80,
    });
    expect(report.importances.map(({ feature }) => feature)).not.toContain('name');
    expect(metrics.task === 'regression' && metrics.r2).toBeGreaterThan(0.75);
  });

  it('prints the residuals', () => {
    expect(formatReport(report)).toMatch(/R² 0\.[789]\d+, RMSE [23]\.\d+/);
  });
});

it('passes hyperparameters in either spelling to the model', () => {
  const options = { ...species, hyperparams: { max_iter: 500, C: 0.01 } };
  const { model } = trainModel(penguins, options);
  expect(model.estimator.getParams()).toMatchObject({ maxIter: 500, C: 0.01 });
});

it('predicts numbers and booleans as they are in the table', () => {
  const x = Array.from({ length: 40 }, (_, i) => i);
  const codes = Table.fromColumns({ x, y: x.map((i) => (i < 20 ? 10 : 30)) });
  const flags = Table.fromColumns({ x, y: x.map((i) => i < 20) });
  const options = { target: 'y', modelName: 'logisticRegression', randomState: 0 };
  expect(trainModel(codes, options).model.predict([{ x: 1 }, { x: 39 }])).toEqual([10, 30]);
  expect(trainModel(flags, options).model.predict([{ x: 1 }, { x: 39 }])).toEqual([true, false]);
});

describe('a class of a single row', () => {
  const x = Array.from({ length: 41 }, (_, i) => i);
  const labels = x.map((i) => (i === 40 ? 'rare' : i < 20 ? 'a' : 'b'));
  const table = Table.fromColumns({ x, y: labels });

  it('is trained on, and the others are stratified, whatever the seed', () => {
    for (let randomState = 0; randomState < 6; randomState++) {
      const options = { target: 'y', modelName: 'logisticRegression', randomState };
      const { report, metrics, model } = trainModel(table, options);
      expect(report.stratified).toBe(true);
      expect(report.warnings.join()).toContain(
        'The class "rare" has a single row, which is trained on; the others are stratified.',
      );
      expect(model.classes).toEqual(['a', 'b', 'rare']);
      if (metrics.task !== 'classification') throw new Error('another task');
      const supports = metrics.classificationReport.classes.map(({ support }) => support);
      expect(supports[0] + supports[1]).toBe(9);
      expect(Math.abs(supports[0] - supports[1])).toBe(1);
      expect(supports[2]).toBe(0);
    }
  });

  it('among many classes is in the words of the error too', () => {
    const counts = Array.from({ length: 60 }, (_, i) => (i < 26 ? i % 13 : i % 4));
    const few = Table.fromColumns({ x: counts.map((_, i) => i), y: counts });
    expect(() => trainModel(few, { target: 'y', modelName: 'randomForest' })).toThrow(
      'trainModel: the target "y" has 13 classes, but testSize 0.2 holds out 12 rows, fewer than one a class. Pass a larger testSize, or task: "regression" if its numbers are amounts.',
    );
    const options = { target: 'y', modelName: 'randomForest', randomState: 0 } as const;
    expect(trainModel(few, { ...options, task: 'regression' }).report.task).toBe('regression');
    expect(trainModel(few, { ...options, testSize: 20 }).report.stratified).toBe(true);
  });
});

describe('it refuses', () => {
  const refused = (table: Table, options: object) => () =>
    trainModel(table, options as TrainModelOptions);

  it('a missing target column, naming the nearest', () => {
    expect(refused(penguins, { ...species, target: 'specie' })).toThrow(
      'trainModel: there is no target column "specie". Did you mean "species"?',
    );
  });

  it('a missing feature column, naming the nearest', () => {
    expect(refused(penguins, { ...species, features: ['bill_lenght_mm'] })).toThrow(
      'trainModel: there is no feature column "bill_lenght_mm". Did you mean "bill_length_mm"?',
    );
  });

  it('the target among the features', () => {
    expect(refused(penguins, { ...species, features: ['island', 'species'] })).toThrow(
      '"species" is both a feature and the target',
    );
  });

  it('an unknown model, naming the nearest', () => {
    expect(refused(penguins, { ...species, modelName: 'logistic_regresion' })).toThrow(
      'trainModel: there is no model "logistic_regresion". Did you mean "logisticRegression"?',
    );
  });

  it('an unknown hyperparameter, naming the nearest', () => {
    expect(refused(penguins, { ...species, hyperparams: { max_iters: 3 } })).toThrow(
      'LogisticRegression: there is no hyperparameter "max_iters". Did you mean "maxIter"?',
    );
  });

  it('an unknown option, naming the nearest', () => {
    expect(refused(penguins, { ...species, testsize: 0.3 })).toThrow(
      'trainModel: there is no option "testsize". Did you mean "testSize"?',
    );
  });

  it.each([0, -0.1, 1.5, Number.NaN, '0.2'])('testSize %s', (testSize) => {
    expect(refused(penguins, { ...species, testSize })).toThrow(InvalidParameterError);
  });

  it('a target with one class', () => {
    const table = Table.fromColumns({ x: [1, 2, 3, 4], y: ['a', 'a', 'a', 'a'] });
    expect(refused(table, { ...species, target: 'y' })).toThrow(
      'trainModel: the target "y" has only the class "a". Pass a target with at least two.',
    );
  });

  it('a target that is missing everywhere', () => {
    const table = Table.fromColumns({ x: [1, 2, 3], y: [null, null, null] });
    expect(refused(table, { ...species, target: 'y' })).toThrow(
      'trainModel: the target "y" is missing in every row. Pass another target.',
    );
  });

  it('a table without rows, and one without features', () => {
    expect(refused(Table.fromColumns({ x: [], y: [] }), { ...species, target: 'y' })).toThrow(
      InvalidInputError,
    );
    expect(refused(Table.fromColumns({ y: ['a', 'b'] }), { ...species, target: 'y' })).toThrow(
      'trainModel: the table has no column but the target. Add features.',
    );
  });

  it('features of which none can be used', () => {
    const table = Table.fromColumns({ x: [5, 5, 5, 5, 5, 5], y: ['a', 'b', 'a', 'b', 'a', 'b'] });
    expect(refused(table, { ...species, target: 'y' })).toThrow(InvalidInputError);
  });
});

describe('with options for the columns and the rows', () => {
  const table = Table.fromColumns({
    colour: Array.from({ length: 60 }, (_, i) => ['red', 'green', 'blue'][i % 3]),
    size: Array.from({ length: 60 }, (_, i) => i),
    kind: Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 'a' : 'b')),
  });

  it('prepares the columns as asked', () => {
    const { model, report } = trainModel(table, {
      target: 'kind',
      modelName: 'logisticRegression',
      preprocessing: { encoding: 'oneHot', scale: false },
      randomState: 0,
    });
    const names = ['colour_blue', 'colour_green', 'colour_red', 'size'];
    expect(model.preprocessor.getFeatureNamesOut()).toEqual(names);
    expect(report.importances.map(({ feature }) => feature).sort()).toEqual(names);
    expect(model.predict([{ colour: 'red', size: 3 }])).toEqual(['a']);
    expect(() =>
      trainModel(table, {
        target: 'kind',
        modelName: 'svm',
        preprocessing: { encoding: 'hot' as 'oneHot' },
      }),
    ).toThrow('TabularPreprocessor: encoding must be');
  });

  it('works with a sample that keeps the shares of the classes, and says so', () => {
    const { report } = trainModel(table, {
      target: 'kind',
      modelName: 'randomForest',
      sampleSize: 30,
      randomState: 0,
    });
    expect(report.rows).toEqual({
      total: 60,
      withoutTarget: 0,
      notSampled: 30,
      outliers: 0,
      train: 24,
      test: 6,
    });
    expect(report.classCounts).toEqual({ a: 10, b: 20 });
    expect(formatReport(report)).toContain('\n  30 of 60 left out by the sample\n');
    const { report: clusters } = trainModel(table, { modelName: 'kMeans', sampleSize: 12 });
    expect(clusters.rows).toBe(12);
    expect(() => trainModel(table, { target: 'kind', modelName: 'svm', sampleSize: 0 })).toThrow(
      'trainModel: sampleSize must be an integer >= 1, or null, but got 0.',
    );
  });
});

describe('with outliers', () => {
  const n = 100;
  const x = Array.from({ length: n }, (_, i) => (i % 25 === 7 ? 1e6 + i : i));
  const table = Table.fromColumns({
    x,
    colour: x.map((_, i) => 'rgb'[i % 3]),
    y: x.map((_, i) => 3 * i),
  });
  const train = (preprocessing: object) =>
    trainModel(table, {
      target: 'y',
      modelName: 'linearRegression',
      preprocessing,
      randomState: 1,
    });

  it('leaves their rows out of training, and says how many', () => {
    const { model, report } = train({ outliers: 'iqr' });
    expect(report.rows.outliers).toBeGreaterThan(0);
    expect(report.rows.train + report.rows.outliers).toBe(80);
    expect(Number(model.predict([{ x: 10, colour: 'g' }])[0])).toBeCloseTo(30, 8);
    expect(formatReport(report)).toMatch(/\n {2}\d outliers? left out of training\n/);
    const loaded = deserialize(serialize(model)) as TabularModel;
    expect(loaded.predict(table)).toEqual(model.predict(table));
    expect(model.preprocessor.describe()).toMatch(
      /outliers by iqr: \d rows?, left out of training$/,
    );
  });

  it('clips their values, in training and in prediction', () => {
    const { model, report } = train({ outliers: 'modifiedZScore', outlierAction: 'clip' });
    expect(report.rows.outliers).toBe(0);
    const [far, farther] = model.predict([
      { x: 1e6, colour: 'g' },
      { x: 1e9, colour: 'g' },
    ]);
    expect(far).toBe(farther);
  });

  it('flags their rows in a feature', () => {
    const { model } = train({ outliers: 'zScore', outlierAction: 'flag' });
    const names = ['x', 'colour_b', 'colour_g', 'colour_r', 'outlier'];
    expect(model.preprocessor.getFeatureNamesOut()).toEqual(names);
    expect(
      model.preprocessor
        .transform([
          { x: 10, colour: 'g' },
          { x: 1e6, colour: 'g' },
        ])
        .getColumn(4),
    ).toEqual([0, 1]);
  });

  it('finds them by an isolation forest, for clusters too', () => {
    const options = {
      modelName: 'kMeans',
      features: ['x'],
      hyperparams: { nClusters: 2 },
      preprocessing: { outliers: 'isolationForest' } as const,
      randomState: 1,
    };
    const { report, model } = trainModel(table, options);
    expect(report.outliers).toBeGreaterThan(0);
    expect(report.rows + report.outliers).toBe(n);
    expect(formatReport(report)).toMatch(/^kMeans: clusters of \d+ rows, \d+ outliers left out\n/);
    expect(trainModel(table, options).model.predict(table)).toEqual(model.predict(table));
  });

  it('says so when nothing is left, and when options do not go together', () => {
    expect(() => train({ outliers: 'isolationForest', outlierAction: 'clip' })).toThrow(
      'action "clip" needs bounds',
    );
    expect(() => train({ outliers: 'far' })).toThrow(
      'TabularPreprocessor: outliers must be one of',
    );
  });
});
