import { Table } from '../src/data/table.js';
import { classificationReport } from '../src/metrics/classification-report.js';
import { rocAucScore } from '../src/metrics/ranking.js';
import { OneHotEncoder } from '../src/preprocessing/encoders/one-hot-encoder.js';
import { StandardScaler } from '../src/preprocessing/scalers/standard-scaler.js';
import { SimpleImputer } from '../src/preprocessing/simple-imputer.js';
import { createRng } from '../src/random/rng.js';
import { createNormal } from '../src/random/sampling.js';
import type { Dataset, Fitted, Implementation, Workload } from './workload.js';

const ROWS = 1_000_000;

export const rocAuc: Workload = {
  name: 'roc_auc_1m',
  about: 'rocAucScore of 1 000 000 scores',
  data: () => scored(),
  ours: once(({ X, y }) => ({ rocAuc: rocAucScore(y, X.data) })),
};

export const report: Workload = {
  name: 'report_1m',
  about: 'classificationReport of 1 000 000 labels in ten classes',
  data: () => labelled(),
  ours: once(({ X, y }) => ({ accuracy: classificationReport(y, X.data).accuracy ?? 0 })),
};

export const scaler: Workload = {
  name: 'scaler_1m_20',
  about: 'StandardScaler.fitTransform of 1 000 000 × 20',
  data: () => numbers(0),
  ours: once(({ X }) => {
    const scaler = new StandardScaler();
    scaler.fitTransform(X);
    return { scale: scaler.scale[0] };
  }),
};

export const imputer: Workload = {
  name: 'imputer_1m_20',
  about: 'SimpleImputer by medians of 1 000 000 × 20, 10 % missing',
  data: () => numbers(0.1),
  ours: once(({ X }) => {
    const filled = new SimpleImputer({ strategy: 'median' }).fitTransform(X);
    return { columns: filled.columns };
  }),
};

export const oneHot: Workload = {
  name: 'one_hot_1m',
  about: 'OneHotEncoder.fitTransform of 1 000 000 texts of ten kinds, from a column of text',
  data: () => labelled(),
  ours: {
    name: 'fitpredict',
    prepare: (data) => Table.fromColumns({ kind: Array.from(data.y, (k) => `kind ${k}`) }),
    fit: (prepared) =>
      done({ features: new OneHotEncoder().fitTransform(prepared as Table).columns }),
  },
};

/** A call whose result says that it was the same. */
function once(run: (data: Dataset) => Record<string, number>): Implementation {
  return { name: 'fitpredict', fit: (prepared) => done(run(prepared as Dataset)) };
}

function done(quality: Record<string, number>): Fitted {
  return { quality: () => quality };
}

function dataset(data: Float64Array, columns: number, y: Float64Array): Dataset {
  const X = { data, rows: data.length / columns, columns };
  const few = { data: data.slice(0, columns), rows: 1, columns };
  return { X, y, XTest: few, yTest: new Float64Array(0) };
}

function scored(): Dataset {
  const rng = createRng('scores');
  const normal = createNormal(rng);
  const y = Float64Array.from({ length: ROWS }, () => (rng.next() < 0.3 ? 1 : 0));
  return dataset(
    y.map((truth) => truth + normal()),
    1,
    y,
  );
}

/** y: classes; X: what they were taken for. */
function labelled(): Dataset {
  const rng = createRng('labels');
  const y = Float64Array.from({ length: ROWS }, () => rng.nextInteger(10));
  return dataset(
    y.map((truth) => (rng.next() < 0.7 ? truth : rng.nextInteger(10))),
    1,
    y,
  );
}

function numbers(missing: number): Dataset {
  const rng = createRng('numbers');
  const normal = createNormal(rng);
  const data = Float64Array.from({ length: ROWS * 20 }, (_, at) =>
    rng.next() < missing ? Number.NaN : normal() * ((at % 20) + 1),
  );
  return dataset(data, 20, new Float64Array(0));
}
