import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FitPredictError, InvalidInputError, ModelFormatError } from '../../src/errors.js';
import type { AnyEstimator } from '../../src/estimator.js';
import { answers } from '../../src/estimator-kind.js';
import * as library from '../../src/index.js';
import { fromLightGBM } from '../../src/interop/lightgbm/from-lightgbm.js';
import { fromXGBoost } from '../../src/interop/xgboost/from-xgboost.js';
import { loadPredictor, loadTreePredictor } from '../../src/predict.js';
import { createRng } from '../../src/random/rng.js';
import { serialize } from '../../src/serialization/bytes.js';
import { deserialize, fromJSON } from '../../src/serialization/deserialize.js';
import { interopCase } from '../support/interop-cases.js';
import { mutated } from '../support/mutations.js';

/** A model, and rows with which it can be asked. */
interface Subject {
  readonly name: string;
  readonly model: AnyEstimator;
  readonly rows: number[][];
}

/** What models of all kinds have in common. */
interface Answering {
  predict(rows: number[][]): unknown[];
  predictProba?(rows: number[][]): { to2DArray(): number[][] };
  decisionFunction?(rows: number[][]): number[] | { to2DArray(): number[][] };
}

const rng = createRng('rows');
const table = (n: number, missing: number) =>
  Array.from({ length: n }, () =>
    Array.from({ length: 4 }, (_, j) =>
      rng.next() < missing ? Number.NaN : j === 3 ? rng.nextInteger(6) : 10 * rng.next() - 5,
    ),
  );
const X = table(120, 0);
const gaps = table(120, 0.1);
const numbers = X.map(([a, b, , d]) => a * a + b + d);
const two = numbers.map((y) => y > 8);
const three = numbers.map((y) => (y < 4 ? 'low' : y < 12 ? 'middle' : 'high'));
const counts = numbers.map((y) => Math.round(Math.abs(y)));
const few = { nEstimators: 7, randomState: 0 } as const;
const outOfBag = { nEstimators: 40, maxDepth: 2, oobScore: true, randomState: 0 } as const;
const boosted = { ...few, categoricalFeatures: [3], maxDepth: 4 } as const;

const treeSubjects: Subject[] = [
  {
    name: 'boosting of two classes',
    model: new library.GradientBoostingClassifier(boosted).fit(gaps, two),
    rows: gaps,
  },
  {
    name: 'boosting of three',
    model: new library.GradientBoostingClassifier({ ...boosted, numParallelTree: 2 }).fit(
      gaps,
      three,
    ),
    rows: gaps,
  },
  {
    name: 'boosting of numbers',
    model: new library.GradientBoostingRegressor(boosted).fit(gaps, numbers),
    rows: gaps,
  },
  {
    name: 'boosting of counts',
    model: new library.GradientBoostingRegressor({ ...boosted, objective: 'poisson' }).fit(
      X,
      counts,
    ),
    rows: X,
  },
  {
    name: 'forest of two classes',
    model: new library.RandomForestClassifier(few).fit(gaps, two),
    rows: gaps,
  },
  {
    name: 'forest of three, with rows out of bag',
    model: new library.RandomForestClassifier(outOfBag).fit(X, three),
    rows: X,
  },
  {
    name: 'forest of numbers',
    model: new library.RandomForestRegressor(outOfBag).fit(gaps, numbers),
    rows: gaps,
  },
  { name: 'isolation forest', model: new library.IsolationForest(few).fit(gaps), rows: gaps },
  {
    name: 'isolation forest with contamination',
    model: new library.IsolationForest({ ...few, contamination: 0.2 }).fit(X),
    rows: X,
  },
  {
    name: 'extended isolation forest',
    model: new library.IsolationForest({ ...few, extensionLevel: 2 }).fit(X),
    rows: X,
  },
  ...['multiclass', 'binary-missing', 'poisson', 'categorical', 'dart'].map((name) => {
    const { bytes, X: rows } = interopCase(`xgb-${name}`);
    return { name: `XGBoost ${name}, single precision`, model: fromXGBoost(bytes), rows };
  }),
  ...['multiclass', 'binary-complete', 'categorical', 'forest'].map((name) => {
    const { bytes, X: rows } = interopCase(`lgb-${name}`);
    return {
      name: `LightGBM ${name}`,
      model: fromLightGBM(bytes),
      rows: [...rows, ...rows.map((row) => row.map(() => -0.5))],
    };
  }),
];

const linearSubjects: Subject[] = [
  { name: 'linear regression', model: new library.LinearRegression().fit(X, numbers), rows: X },
  {
    name: 'logistic regression of two',
    model: new library.LogisticRegression().fit(X, two),
    rows: X,
  },
  {
    name: 'logistic regression of three',
    model: new library.LogisticRegression().fit(X, three),
    rows: X,
  },
  { name: 'linear SVC of two', model: new library.LinearSVC().fit(X, two), rows: X },
  { name: 'linear SVC of three', model: new library.LinearSVC().fit(X, three), rows: X },
  { name: 'linear SVR', model: new library.LinearSVR().fit(X, numbers), rows: X },
  {
    name: 'SGD of two without probabilities',
    model: new library.SGDClassifier({ randomState: 0 }).fit(X, two),
    rows: X,
  },
  {
    name: 'SGD of three by logistic functions',
    model: new library.SGDClassifier({ randomState: 0, loss: 'logLoss' }).fit(X, three),
    rows: X,
  },
  {
    name: 'SGD of two, clipped',
    model: new library.SGDClassifier({ randomState: 0, loss: 'modifiedHuber' }).fit(X, two),
    rows: X,
  },
  {
    name: 'SGD of numbers',
    model: new library.SGDRegressor({ randomState: 0, eta0: 0.001 }).fit(X, numbers),
    rows: X,
  },
];

const subjects = [...treeSubjects, ...linearSubjects];

/** Whether it has probabilities: a method alone does not tell. */
const hasProbabilities = (model: unknown) =>
  !(model instanceof library.SGDClassifier) || answers(model, 'predictProba');

/** All that a model says of rows. */
function answersOf(model: unknown, rows: number[][]) {
  const answering = model as Answering;
  const plain = (said: unknown) =>
    typeof said === 'object' && said !== null && 'to2DArray' in said
      ? (said as { to2DArray(): number[][] }).to2DArray()
      : said;
  return {
    predict: answering.predict(rows),
    predictProba: hasProbabilities(model) ? plain(answering.predictProba?.(rows)) : undefined,
    decisionFunction: plain(answering.decisionFunction?.(rows)),
  };
}

describe.each(subjects)('$name', ({ model, rows }) => {
  const predictor = loadPredictor(serialize(model));

  it('says the same bits as its class', () => {
    const said = answersOf(predictor, rows);
    expect(said).toEqual(answersOf(model, rows));
    expect(answersOf(loadPredictor(JSON.parse(JSON.stringify(model))), rows)).toEqual(said);
    expect(answersOf(loadPredictor(serialize(model).buffer), rows)).toEqual(said);
  });

  it('says the same one row at a time, and of all numbers row after row', () => {
    const said = predictor.predict(rows);
    expect(rows.flatMap((row) => predictor.predict([row]))).toEqual(said);
    expect(rows.flatMap((row) => predictor.predict(Float64Array.from(row)))).toEqual(said);
    expect(predictor.predict(rows.map((row) => Float64Array.from(row)))).toEqual(said);
    expect(predictor.predict(Float64Array.from(rows.flat()))).toEqual(said);
    expect(predictor.predict([])).toEqual([]);
    expect(predictor.predict(new Float64Array(0))).toEqual([]);
    expect(predictor.predictProba?.([]) ?? []).toEqual([]);
  });

  it('tells what it is', () => {
    expect(predictor.type).toBe(model.constructor.name);
    expect(predictor.nFeatures).toBe(rows[0].length);
    expect(predictor.classes).toEqual((model as { classes?: unknown }).classes);
  });
});

describe('files of earlier versions', () => {
  const folder = fileURLToPath(new URL('../fixtures/', import.meta.url));
  const kinds = /^v1-(gradient|isolation|random|linear|logistic).*(json|safetensors)$/;
  const files = readdirSync(folder).filter((file) => kinds.test(file));

  it.each(files)('are read: %s', (file) => {
    const bytes = readFileSync(folder + file);
    const isJson = file.endsWith('.json');
    // Beside the model stands what it said when it was saved.
    const json: unknown = isJson ? JSON.parse(bytes.toString()).model : undefined;
    const whole = isJson ? fromJSON(json) : deserialize(bytes);
    const predictor = loadPredictor(isJson ? (json as object) : bytes);
    const rows = [Array.from({ length: predictor.nFeatures }, (_, j) => j + 0.5)];
    expect(answersOf(predictor, rows)).toEqual(answersOf(whole, rows));
  });

  it('are of all nine classes', () => {
    expect(files.length).toBeGreaterThan(18);
  });
});

describe('what is no such model', () => {
  it.each([null, undefined, 7, 'text', [], {}, new Uint8Array(3), new Uint8Array(100)])(
    'is refused: %j',
    (file) => {
      expect(() => loadPredictor(file as never)).toThrow(ModelFormatError);
    },
  );

  it('is refused by its class, with what can be loaded', () => {
    const saved = serialize(new library.KMeans({ nClusters: 2 }).fit(X));
    expect(() => loadPredictor(saved)).toThrow(/is of type "KMeans", but only these .*LinearSVR/);
    const linear = serialize(linearSubjects[0].model);
    expect(() => loadTreePredictor(linear)).toThrow(/is of type "LinearRegression"/);
    const named = {
      format: 'fitpredict',
      version: 1,
      model: { type: 'constructor', params: {}, state: {} },
    };
    expect(() => loadPredictor(named)).toThrow(/is of type "constructor"/);
  });

  it('is refused before it was fitted, and when it is of a later version', () => {
    expect(() => loadPredictor(serialize(new library.LinearRegression()))).toThrow(
      /saved before it was fitted/,
    );
    const json = { ...linearSubjects[0].model.toJSON(), version: 2 };
    expect(() => loadPredictor(json)).toThrow(/format version 2/);
  });
});

describe('rows', () => {
  const trees = loadTreePredictor(serialize(treeSubjects[0].model));
  const line = loadPredictor(serialize(linearSubjects[0].model));

  it.each([
    [[[1, 2, 3]], /row 0 is \[1, 2, 3\], but the model has 4 features/],
    [
      [
        [1, 2, 3, 4],
        [1, 2, 3, 4, 5],
      ],
      /row 1 is/,
    ],
    [[[1, 2, 3, Infinity]], /row 0, column 3 is Infinity/],
    [[[1, 2, 3, '4']], /row 0, column 3 is "4", not a number/],
    [[[1, 2, 3, null]], /row 0, column 3 is null, not a number/],
    [[null], /row 0 is null/],
    [[1, 2, 3, 4], /row 0 is 1/],
    [new Float64Array(5), /5 values are no rows of 4 features/],
    ['abc', /rows must be an array of rows or a Float64Array/],
    [undefined, /rows must be an array/],
  ])('that do not fit are refused: %j', (rows, words) => {
    for (const predictor of [trees, line]) {
      expect(() => predictor.predict(rows as never)).toThrow(InvalidInputError);
      expect(() => predictor.predict(rows as never)).toThrow(words);
    }
  });

  it('with missing values are refused where no tree asks', () => {
    const rows = [[1, 2, Number.NaN, 4]];
    expect(trees.predict(rows)).toHaveLength(1);
    expect(() => line.predict(rows)).toThrow(
      'LinearRegression.predict: row 0, column 2 is NaN. Pass finite numbers.',
    );
    const extended = loadPredictor(
      serialize(new library.IsolationForest({ ...few, extensionLevel: 1 }).fit(X)),
    );
    expect(() => extended.predict(rows)).toThrow(/row 0, column 2 is NaN/);
  });

  it('whose prediction is beyond the range of numbers are refused, as by the class', () => {
    const rows = [X[0].map(() => 1.7e308)];
    const model = linearSubjects[0].model as library.LinearRegression;
    expect(() => model.predict(rows)).toThrow(InvalidInputError);
    expect(() => line.predict(rows)).toThrow(/beyond the range of numbers/);
  });
});

describe('a changed file', () => {
  it.each(subjects.slice(0, 10).concat(linearSubjects))(
    'is refused, or answers as what deserialize loads: $name',
    ({ model, rows }) => {
      const bytes = serialize(model);
      let both = 0;
      for (let n = 0; n < 30; n++) {
        const file = mutated(bytes, 'predict', n);
        const whole = attempt(() => deserialize(file));
        const predictor = attempt(() => loadPredictor(file));
        if (whole instanceof FitPredictError) continue;
        expect(predictor).not.toBeInstanceOf(FitPredictError);
        const asked = (answering: unknown) => attempt(() => answersOf(answering, rows.slice(0, 5)));
        expect(plainly(asked(predictor))).toEqual(plainly(asked(whole)));
        both++;
      }
      expect(both).toBeGreaterThan(0);
    },
  );
});

/** What came of it, or the error of this library that did. */
function attempt<T>(work: () => T): T | FitPredictError {
  try {
    return work();
  } catch (error) {
    if (error instanceof FitPredictError) return error;
    throw error;
  }
}

/** Errors count as alike: their words name other callers. */
const plainly = (said: unknown) => (said instanceof FitPredictError ? 'refused' : said);
