import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseCsv } from '../../src/data/csv/csv.js';
import { InvalidInputError, InvalidParameterError } from '../../src/errors.js';
import { KFold } from '../../src/model-selection/k-fold.js';
import type { Progress } from '../../src/progress.js';
import { registerModel } from '../../src/training/catalogue.js';
import { formatReport } from '../../src/training/report.js';
import { trainModel, trainModelAsync } from '../../src/training/train-model.js';
import { setWarningHandler } from '../../src/warnings.js';
import { dataFile } from '../reference/reference.js';
import { NearestCentre } from '../support/nearest-centre.js';

beforeAll(() => {
  setWarningHandler(() => {});
});

const csv = (name: string) => parseCsv(readFileSync(dataFile(`${name}.csv`), 'utf8'));
const penguins = csv('penguins').rows(Array.from({ length: 115 }, (_, i) => 3 * i));
const cars = csv('auto_mpg');

describe("modelName 'auto'", () => {
  const options = { target: 'species', modelName: 'auto', cv: 3, randomState: 5 } as const;
  const { report, model } = trainModel(penguins, options);

  it('trains the model that is best in folds of the training rows', () => {
    const { comparison, crossValidation, rows } = report;
    expect(comparison?.rows).toBe(rows.train); // the rows held out have no part in the choice
    expect(comparison?.folds).toBe(3);
    expect(comparison?.ranking.map(({ name }) => name).sort()).toEqual([
      'baseline',
      'gradientBoosting',
      'linearSvm',
      'logisticRegression',
      'randomForest',
      'svm',
    ]);
    expect(report.modelName).toBe(comparison?.best.modelName);
    expect(model.modelName).toBe(report.modelName);
    expect(crossValidation).toMatchObject({
      scoring: 'accuracy',
      scores: comparison?.best.scores,
      mean: comparison?.best.mean,
    });
  });

  it('predicts as that model by its name', () => {
    const named = trainModel(penguins, { ...options, cv: undefined, modelName: report.modelName });
    expect(model.predict(penguins)).toEqual(named.model.predict(penguins));
  });

  it('says why in the report', () => {
    const text = formatReport(report);
    expect(text).toContain(`Chosen by accuracy in 3 folds of ${report.rows.train} rows\n  model `);
    expect(text).toContain(`  ${report.comparison?.verdict}\n`);
    expect(text).toMatch(
      /\n {2}In 3 folds of the training rows: mean accuracy \d\.\d{4}, standard/,
    );
  });

  it('does the same in slices, with progress over models and folds first', async () => {
    const heard: Progress[] = [];
    const sliced = await trainModelAsync(penguins, {
      ...options,
      onProgress: (progress) => heard.push(progress),
    });
    expect(sliced.report.modelName).toBe(report.modelName);
    expect(sliced.report.crossValidation).toEqual(report.crossValidation);
    expect(sliced.metrics).toEqual(trainModel(penguins, options).metrics);
    expect(heard.slice(0, 18)).toEqual(
      Array.from({ length: 18 }, (_, i) => ({ done: i + 1, total: 18, unit: 'fold' })),
    );
  });

  it('is stopped between folds', async () => {
    const controller = new AbortController();
    const heard: Progress[] = [];
    const stopped = trainModelAsync(penguins, {
      ...options,
      signal: controller.signal,
      onProgress: (progress) => {
        heard.push(progress);
        if (heard.length === 2) controller.abort(new Error('enough'));
      },
    });
    await expect(stopped).rejects.toThrow('enough');
    expect(heard).toHaveLength(2);
  });

  it('takes no hyperparameters, and is no name for a model of one’s own', () => {
    const ask = () => trainModel(penguins, { ...options, hyperparams: { C: 1 } });
    expect(ask).toThrow('trainModel: hyperparams are of one model, but modelName is "auto".');
    expect(ask).toThrow(InvalidParameterError);
    const entry = { name: 'Auto', about: '', estimators: { classification: NearestCentre } };
    expect(() => registerModel({ ...entry, scaleFeatures: true })).toThrow(
      'there is a model "auto"',
    );
  });

  it('refuses a target that cannot be learned, as a model does', () => {
    const same = penguins.rows([0, 1, 2, 3]);
    expect(() => trainModel(same, options)).toThrow('has only the class "Adelie"');
    expect(() => trainModel(penguins, { ...options, target: 'spices' })).toThrow(InvalidInputError);
  });
});

describe('cv', () => {
  it('reports the scores of the model in folds of the training rows', () => {
    const cv = new KFold({ nSplits: 4 });
    const options = { target: 'miles_per_gallon', modelName: 'linearRegression', randomState: 0 };
    const { report, metrics } = trainModel(cars, {
      ...options,
      cv,
      scoring: 'negRootMeanSquaredError',
    });
    const { crossValidation } = report;
    expect(report.comparison).toBeUndefined();
    expect(crossValidation).toMatchObject({
      scoring: 'negRootMeanSquaredError',
      folds: 4,
      rows: report.rows.train,
    });
    expect(crossValidation?.scores).toHaveLength(4);
    expect(metrics).toEqual(trainModel(cars, options).metrics);
    expect(formatReport(report)).toContain(
      'In 4 folds of the training rows: mean negRootMeanSquaredError -3.',
    );
  });

  it('leaves the report as it was where it is not asked for', () => {
    const { report } = trainModel(penguins, { target: 'species', modelName: 'logit' });
    expect(Object.keys(report)).not.toContain('crossValidation');
    expect(Object.keys(report)).not.toContain('comparison');
  });

  it('is refused where nothing is predicted, and where it makes no folds', () => {
    const ask = (more: object) => () =>
      trainModel(penguins, { target: 'species', modelName: 'logit', ...more });
    expect(ask({ cv: 1 })).toThrow('trainModel: cv must be an integer >= 2');
    expect(ask({ cv: 60 })).toThrow('members');
    expect(ask({ cv: 3, scoring: 'acuracy' })).toThrow('Did you mean "accuracy"');
    const cluster = () => trainModel(penguins, { modelName: 'kMeans', cv: 3 } as never);
    expect(cluster).toThrow('kMeans learns without a target, so cv 3 has no meaning');
  });
});

describe('search', () => {
  const options = { target: 'species', modelName: 'svm', randomState: 3, cv: 3 } as const;
  const params = { C: [1e-4, 1], kernel: ['linear'] };

  it('trains with the hyperparameters that are best in folds of the training rows', () => {
    const { report, model } = trainModel(penguins, { ...options, search: { params, nIter: 2 } });
    expect(report.search).toMatchObject({
      scoring: 'accuracy',
      candidates: 2,
      folds: 3,
      bestParams: { C: 1, kernel: 'linear' },
    });
    expect(model.estimator.getParams()).toMatchObject({ C: 1, kernel: 'linear' });
    expect(formatReport(report)).toMatch(
      /\nHyperparameters\n {2}The best of 2 settings in 3 folds, mean accuracy \d\.\d{4}: C 1, kernel "linear"\n/,
    );
    const best = { ...options, cv: 3, hyperparams: { C: 1, kernel: 'linear' as const } };
    const { crossValidation } = trainModel(penguins, best).report;
    expect(report.search?.bestScore).toBeCloseTo(crossValidation?.mean ?? 0, 14);
  });

  it('searches inside a scaled target, under either spelling, and in slices alike', async () => {
    const asked = {
      target: 'miles_per_gallon',
      modelName: 'linearSvm',
      hyperparams: { max_iter: 500 },
      search: { params: { C: [0.5], fit_intercept: [true, false] }, nIter: 2 },
      cv: 2,
      randomState: 0,
    };
    const heard: Progress[] = [];
    const { report } = trainModel(cars, asked);
    const sliced = await trainModelAsync(cars, {
      ...asked,
      onProgress: (progress) => heard.push(progress),
    });
    expect(report.search?.bestParams).toEqual({ C: 0.5, fitIntercept: true });
    expect(sliced.report.search).toEqual(report.search);
    const fits = heard.filter(({ unit, total }) => unit === 'fit' && total === 4);
    expect(fits.map(({ done }) => done)).toEqual([1, 2, 3, 4, 4]);
  });

  it('looks by itself where nothing is said', () => {
    const { report } = trainModel(cars.head(60), {
      target: 'miles_per_gallon',
      modelName: 'linearRegression',
      hyperparams: { positive: false },
      search: true,
      cv: 2,
    });
    expect(report.search?.candidates).toBe(2); // there are no more
    expect(Object.keys(report.search?.bestParams ?? {})).toEqual(['fitIntercept']); // positive was given
  });

  it('refuses what cannot be searched', () => {
    const ask = (search: object) => () => trainModel(penguins, { ...options, search });
    expect(ask({ params: { c: [1] } })).toThrow(
      'SVC: there is no hyperparameter "c". Did you mean "C"',
    );
    expect(ask({ nIter: 0 })).toThrow('trainModel: search: nIter must be an integer >= 1');
    expect(ask({ iterations: 3 })).toThrow('trainModel: search: there is no option "iterations"');
    expect(ask({ params: { C: [] } })).toThrow(InvalidParameterError);
  });
});
