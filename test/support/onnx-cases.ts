/** Models of real data for the tests of ONNX: with missing values, text, booleans and categories. */

import { loadBreastCancer, loadDiabetes, loadIris, loadPenguins } from '../../src/datasets.js';
import * as fp from '../../src/index.js';
import type { SampleRows } from '../../src/interop.js';
import { createRng } from '../../src/random/rng.js';

/** A fitted model and rows that it can be asked about. */
export interface OnnxCase {
  readonly model: object;
  /** Rows like those of fit, as many as are asked for. */
  rows(count: number): SampleRows;
}

/** Rows of a matrix drawn at random, each number moved by a little. */
function drawnMatrix(X: readonly (readonly number[])[], missing = 0) {
  return (count: number): number[][] => {
    const rng = createRng('rows');
    return Array.from({ length: count }, () => {
      const row = X[rng.nextInteger(X.length)];
      return row.map((value) =>
        rng.next() < missing ? Number.NaN : value + (rng.next() - 0.5) * 0.02 * Math.abs(value),
      );
    });
  };
}

/** Records drawn at random: numbers moved by a little, one cell in twenty missing. */
function drawnRecords(records: readonly fp.TableRecord[]) {
  return (count: number): fp.Table => {
    const rng = createRng('records');
    const drawn = Array.from({ length: count }, () => {
      const record = records[rng.nextInteger(records.length)];
      const cells = Object.entries(record).map(([name, value]) => {
        if (rng.next() < 0.05) return [name, null] as const;
        const moved = typeof value === 'number' ? value * (1 + (rng.next() - 0.5) * 0.02) : value;
        return [name, moved] as const;
      });
      return Object.fromEntries(cells);
    });
    return fp.Table.fromRecords(drawn);
  };
}

const iris = () => {
  const { data, target, targetNames } = loadIris();
  return { X: data.to2DArray(), y: target.map((k) => targetNames[k]) };
};

/** Every other of the tumours, whose labels are truth values. */
const cancer = () => {
  const { data, target } = loadBreastCancer();
  const kept = <T>(_: T, i: number) => i % 2 === 0;
  return { X: data.to2DArray().filter(kept), y: target.filter(kept).map((k) => k === 1) };
};

const diabetes = () => {
  const { data, target } = loadDiabetes();
  return { X: data.to2DArray(), y: target };
};

/** Penguins with what is missing, whether each is heavy, and a code of the island as a category. */
const penguins = (): fp.TableRecord[] => {
  const records = loadPenguins().table.toRecords() as fp.TableRecord[];
  return records.map((record) => {
    const mass = record.body_mass_g;
    return { ...record, heavy: mass === null ? null : Number(mass) > 4000 };
  });
};

const holes = (X: readonly (readonly number[])[]) => {
  const rng = createRng('holes');
  return X.map((row) => row.map((value) => (rng.next() < 0.1 ? Number.NaN : value)));
};

const classified = (
  create: () => { fit(X: number[][], y: (string | boolean)[]): object },
  data = iris,
) => {
  return (): OnnxCase => {
    const { X, y } = data() as { X: number[][]; y: (string | boolean)[] };
    return { model: create().fit(X, y), rows: drawnMatrix(X) };
  };
};

const regressed = (create: () => { fit(X: number[][], y: number[]): object }) => (): OnnxCase => {
  const { X, y } = diabetes();
  return { model: create().fit(X, y), rows: drawnMatrix(X) };
};

const scaled = (last: fp.AnyEstimator) =>
  new fp.Pipeline({
    steps: [
      ['scale', new fp.StandardScaler()],
      ['last', last],
    ],
  });

function trained(modelName: string, target: string, options: object = {}): () => OnnxCase {
  return () => {
    const records = penguins().filter((record) => record[target] !== null);
    const table = fp.Table.fromRecords(records);
    const features = table.columnNames.filter(
      (name) => name !== target && !(name === 'heavy' && target === 'body_mass_g'),
    );
    const { model } = fp.trainModel(table, {
      modelName,
      features,
      ...(target !== '' && { target }),
      randomState: 0,
      ...options,
    } as never) as { model: object };
    const kept = table.select(features).toRecords() as fp.TableRecord[];
    return { model, rows: drawnRecords(kept) };
  };
}

/** The cases by name; each is fitted when it is asked for. */
export const onnxCases: Readonly<Record<string, () => OnnxCase>> = {
  forestOfThree: classified(
    () => new fp.RandomForestClassifier({ nEstimators: 8, randomState: 0 }),
  ),
  forestOfTwo: classified(
    () => new fp.RandomForestClassifier({ nEstimators: 8, randomState: 0 }),
    cancer as never,
  ),
  forestOfNumbers: regressed(
    () => new fp.RandomForestRegressor({ nEstimators: 8, randomState: 0 }),
  ),
  boostingOfThree: classified(() => new fp.GradientBoostingClassifier({ nEstimators: 10 })),
  boostingWithGaps: () => {
    const { X, y } = cancer();
    const model = new fp.GradientBoostingClassifier({ nEstimators: 20 }).fit(holes(X), y);
    return { model, rows: drawnMatrix(X, 0.1) };
  },
  boostingOfCategories: () => {
    const codes = (value: unknown, names: readonly unknown[]) =>
      value === null ? Number.NaN : names.indexOf(value);
    const islands = ['Biscoe', 'Dream', 'Torgersen'];
    const X = penguins().map((record, i) => [
      codes(record.island, islands),
      Number(record.bill_length_mm ?? Number.NaN),
      codes(record.sex, ['FEMALE', 'MALE']),
      i % 40,
    ]);
    const y = penguins().map(
      (record, i) => Number(record.body_mass_g ?? 4000) + ((i * 7) % 40) * 20,
    );
    const model = new fp.GradientBoostingRegressor({
      nEstimators: 15,
      categoricalFeatures: [0, 2, 3],
    }).fit(X, y);
    const rows = (count: number) => {
      const rng = createRng('codes');
      return Array.from({ length: count }, () => {
        const row = [...X[rng.nextInteger(X.length)]];
        if (rng.next() < 0.1) row[3] = [41, -1, 3.5, Number.NaN, -0.5][rng.nextInteger(5)];
        return row;
      });
    };
    return { model, rows };
  },
  boostingOfCounts: regressed(
    () => new fp.GradientBoostingRegressor({ nEstimators: 10, objective: 'poisson' }),
  ),
  boostingOfNothing: regressed(
    () => new fp.GradientBoostingRegressor({ nEstimators: 3, gamma: 1e12 }),
  ),
  isolation: () => {
    const { X } = cancer();
    const model = new fp.IsolationForest({
      nEstimators: 20,
      randomState: 0,
      contamination: 0.1,
    }).fit(X);
    return { model, rows: drawnMatrix(X) };
  },
  linear: regressed(() => new fp.LinearRegression()),
  linearSvr: regressed(() => new fp.LinearSVR()),
  logisticOfTwo: classified(() => scaled(new fp.LogisticRegression()), cancer as never),
  logisticOfThree: classified(() => new fp.LogisticRegression()),
  linearSvcOfTwo: classified(() => scaled(new fp.LinearSVC()), cancer as never),
  linearSvcOfThree: classified(() => new fp.LinearSVC()),
  sgdOfTwo: classified(() => scaled(new fp.SGDClassifier({ randomState: 0 })), cancer as never),
  sgdProbabilitiesOfTwo: classified(
    () => scaled(new fp.SGDClassifier({ loss: 'modifiedHuber', randomState: 0 })),
    cancer as never,
  ),
  sgdProbabilitiesOfThree: classified(
    () => new fp.SGDClassifier({ loss: 'logLoss', randomState: 0 }),
  ),
  sgdClippedOfThree: classified(() =>
    scaled(new fp.SGDClassifier({ loss: 'modifiedHuber', randomState: 0 })),
  ),
  sgdOfNumbers: regressed(() => scaled(new fp.SGDRegressor({ randomState: 0 }))),
  svcOfTwo: classified(() => scaled(new fp.SVC()), cancer as never),
  svcOfThree: classified(() => new fp.SVC()),
  svcOvo: classified(() => new fp.SVC({ kernel: 'poly', decisionFunctionShape: 'ovo' })),
  svcTies: classified(() => new fp.SVC({ kernel: 'sigmoid', gamma: 0.01, breakTies: true })),
  svcLinear: classified(() => new fp.SVC({ kernel: 'linear' })),
  svcProbabilitiesOfTwo: classified(
    () => scaled(new fp.SVC({ probability: true, randomState: 0 })),
    cancer as never,
  ),
  svcProbabilitiesOfThree: classified(() => new fp.SVC({ probability: true, randomState: 0 })),
  svr: regressed(() => scaled(new fp.SVR({ C: 100 }))),
  kMeans: () => {
    const { X } = iris();
    const model = new fp.KMeans({ nClusters: 3, randomState: 0 }).fit(X);
    return { model, rows: drawnMatrix(X) };
  },
  miniBatchKMeans: () => {
    const { X } = iris();
    const model = new fp.MiniBatchKMeans({ nClusters: 3, randomState: 0 }).fit(X);
    return { model, rows: drawnMatrix(X) };
  },
  transformers: () => {
    const { X, y } = cancer();
    const model = new fp.Pipeline({
      steps: [
        ['impute', new fp.SimpleImputer({ addIndicator: true })],
        ['robust', new fp.RobustScaler()],
        ['range', new fp.MinMaxScaler({ clip: true })],
        ['largest', new fp.MaxAbsScaler()],
        ['select', new fp.SelectKBest({ k: 8 })],
        ['length', new fp.Normalizer()],
        ['axes', new fp.PCA({ nComponents: 4, whiten: true })],
      ],
    });
    return { model: model.fit(holes(X), y), rows: drawnMatrix(X, 0.1) };
  },
  columns: () => {
    const records = penguins();
    const table = fp.Table.fromRecords(records);
    const text = (encoder: fp.AnyEstimator) =>
      new fp.Pipeline({
        steps: [
          ['impute', new fp.SimpleImputer({ strategy: 'mostFrequent' })],
          ['encode', encoder],
        ],
      });
    const model = new fp.Pipeline({
      steps: [
        [
          'columns',
          new fp.ColumnTransformer({
            transformers: [
              [
                'numbers',
                new fp.SimpleImputer({ strategy: 'median' }),
                ['bill_length_mm', 'bill_depth_mm'],
              ],
              ['island', text(new fp.OneHotEncoder({ drop: 'first' })), ['island']],
              ['sex', text(new fp.OrdinalEncoder()), ['sex']],
              ['gaps', new fp.OneHotEncoder({ handleUnknown: 'ignore' }), ['heavy', 'sex']],
            ],
          }),
        ],
        ['model', new fp.LogisticRegression()],
      ],
    });
    const y = records.map(({ species }) => String(species));
    return { model: model.fit(table, y), rows: drawnRecords(records) };
  },
  oneColumn: () => {
    const { X, y } = diabetes();
    const first = X.map((row) => [1e4 + row[0]]);
    return { model: scaled(new fp.LinearRegression()).fit(first, y), rows: drawnMatrix(first) };
  },
  polynomial: regressed(
    () =>
      new fp.Pipeline({
        steps: [
          ['scale', new fp.StandardScaler()],
          ['products', new fp.PolynomialFeatures({ degree: 2 })],
          ['model', new fp.LinearRegression()],
        ],
      }),
  ),
  threshold: classified(
    () =>
      new fp.FixedThresholdClassifier({
        estimator: scaled(new fp.LogisticRegression()),
        threshold: 0.9,
        posLabel: false,
      }),
    cancer as never,
  ),
  voting: classified(
    () =>
      new fp.VotingClassifier({
        estimators: [
          ['logistic', new fp.LogisticRegression()],
          ['forest', new fp.RandomForestClassifier({ nEstimators: 10, randomState: 0 })],
        ],
        voting: 'soft',
      }),
  ),
  tabularForest: trained('random_forest', 'species', { hyperparams: { nEstimators: 10 } }),
  tabularBoosting: trained('gradient_boosting', 'species', { hyperparams: { nEstimators: 15 } }),
  tabularOfTargets: trained('logistic_regression', 'species', {
    preprocessing: {
      encoding: 'target',
      missingIndicators: true,
      outliers: 'iqr',
      outlierAction: 'clip',
    },
  }),
  tabularOfCodes: trained('random_forest', 'body_mass_g', {
    hyperparams: { nEstimators: 5 },
    preprocessing: { encoding: 'label', missing: 'keep' },
  }),
  tabularOfNumbers: trained('gradient_boosting', 'body_mass_g', {
    hyperparams: { nEstimators: 20 },
  }),
  tabularLogistic: trained('logistic_regression', 'sex'),
  tabularSvm: trained('svm', 'body_mass_g'),
  tabularLinear: trained('linear_regression', 'body_mass_g'),
};
