/** Every estimator and transformer with its defaults, for what is measured of all of them: how cost grows, how they start. */
import {
  DBSCAN,
  GradientBoostingClassifier,
  GradientBoostingRegressor,
  IsolationForest,
  IsotonicRegression,
  KBinsDiscretizer,
  KMeans,
  KNNImputer,
  LinearRegression,
  LinearSVC,
  LinearSVR,
  LogisticRegression,
  MaxAbsScaler,
  MiniBatchKMeans,
  MinMaxScaler,
  OneHotEncoder,
  OrdinalEncoder,
  PCA,
  PolynomialFeatures,
  PowerTransformer,
  QuantileTransformer,
  RandomForestClassifier,
  RandomForestRegressor,
  RobustScaler,
  SelectKBest,
  SGDClassifier,
  SimpleImputer,
  StandardScaler,
  SVC,
  SVR,
} from '../src/index.js';
import { createRng } from '../src/random/rng.js';
import { createNormal } from '../src/random/sampling.js';

export interface Block {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

export interface Samples {
  readonly X: Block;
  /** Numbers that follow from the features, with noise. */
  readonly numbers: Float64Array;
  /** The blob that a row is from. */
  readonly classes: Float64Array;
  /** Small whole numbers, column by column as X. */
  readonly codes: Block;
}

export interface Subject {
  /** Of the class, which is scikit-learn's too. */
  readonly name: string;
  fit(samples: Samples): unknown;
  /** Rows or features beyond which its cost, which grows with their square or worse, is no longer measured, and why. */
  readonly most?: { readonly rows?: number; readonly columns?: number; readonly why: string };
}

const SMO = { rows: 10_000, why: 'the kernel matrix grows with the square of the rows' };
const PAIRS = { rows: 10_000, why: 'transforming compares every row with every row' };
const PRODUCTS = {
  columns: 100,
  why: 'products of two of 1000 features are half a million columns',
};

export const subjects: readonly Subject[] = [
  { name: 'LinearRegression', fit: ({ X, numbers }) => new LinearRegression().fit(X, numbers) },
  { name: 'LogisticRegression', fit: ({ X, classes }) => new LogisticRegression().fit(X, classes) },
  { name: 'LinearSVC', fit: ({ X, classes }) => new LinearSVC().fit(X, classes) },
  { name: 'LinearSVR', fit: ({ X, numbers }) => new LinearSVR().fit(X, numbers) },
  {
    name: 'SGDClassifier',
    fit: ({ X, classes }) => new SGDClassifier({ randomState: 0 }).fit(X, classes),
  },
  { name: 'SVC', fit: ({ X, classes }) => new SVC().fit(X, classes), most: SMO },
  { name: 'SVR', fit: ({ X, numbers }) => new SVR().fit(X, numbers), most: SMO },
  {
    name: 'RandomForestClassifier',
    fit: ({ X, classes }) => new RandomForestClassifier({ randomState: 0 }).fit(X, classes),
  },
  {
    name: 'RandomForestRegressor',
    fit: ({ X, numbers }) => new RandomForestRegressor({ randomState: 0 }).fit(X, numbers),
  },
  {
    name: 'GradientBoostingClassifier',
    fit: ({ X, classes }) => new GradientBoostingClassifier().fit(X, classes),
  },
  {
    name: 'GradientBoostingRegressor',
    fit: ({ X, numbers }) => new GradientBoostingRegressor().fit(X, numbers),
  },
  {
    name: 'IsotonicRegression',
    fit: ({ X, numbers }) => new IsotonicRegression().fit(firstColumn(X), numbers),
  },
  { name: 'KMeans', fit: ({ X }) => new KMeans({ randomState: 0 }).fit(X) },
  { name: 'MiniBatchKMeans', fit: ({ X }) => new MiniBatchKMeans({ randomState: 0 }).fit(X) },
  { name: 'DBSCAN', fit: ({ X }) => new DBSCAN({ eps: 1.5 }).fit(X) },
  { name: 'IsolationForest', fit: ({ X }) => new IsolationForest({ randomState: 0 }).fit(X) },
  { name: 'StandardScaler', fit: ({ X }) => new StandardScaler().fitTransform(X) },
  { name: 'MinMaxScaler', fit: ({ X }) => new MinMaxScaler().fitTransform(X) },
  { name: 'MaxAbsScaler', fit: ({ X }) => new MaxAbsScaler().fitTransform(X) },
  { name: 'RobustScaler', fit: ({ X }) => new RobustScaler().fitTransform(X) },
  { name: 'PowerTransformer', fit: ({ X }) => new PowerTransformer().fitTransform(X) },
  {
    name: 'QuantileTransformer',
    fit: ({ X }) => new QuantileTransformer({ nQuantiles: 100 }).fitTransform(X),
  },
  { name: 'KBinsDiscretizer', fit: ({ X }) => new KBinsDiscretizer().fitTransform(X) },
  {
    name: 'PolynomialFeatures',
    fit: ({ X }) => new PolynomialFeatures().fitTransform(X),
    most: PRODUCTS,
  },
  { name: 'PCA', fit: ({ X }) => new PCA().fitTransform(X) },
  { name: 'SelectKBest', fit: ({ X, classes }) => new SelectKBest({ k: 2 }).fit(X, classes) },
  { name: 'SimpleImputer', fit: ({ X }) => new SimpleImputer().fitTransform(withGaps(X)) },
  {
    name: 'KNNImputer',
    fit: ({ X }) => new KNNImputer().fitTransform(withGaps(X)),
    most: PAIRS,
  },
  { name: 'OneHotEncoder', fit: ({ codes }) => new OneHotEncoder().fitTransform(codes) },
  { name: 'OrdinalEncoder', fit: ({ codes }) => new OrdinalEncoder().fitTransform(codes) },
];

/** What was measured of the subjects, in their order. */
export function inOrder<T extends { readonly name: string }>(figures: readonly T[]): T[] {
  return subjects.flatMap(({ name }) => figures.filter((figure) => figure.name === name));
}

/** Blobs around random centres, one a class, from a seed: the first rows are the same however many there are. */
export function makeSamples(rows: number, columns: number, classes: number): Samples {
  const rng = createRng(`samples ${columns} ${classes}`);
  const normal = createNormal(rng);
  const centers = Float64Array.from({ length: classes * columns }, () => 3 * normal());
  const X = new Float64Array(rows * columns);
  const codes = new Float64Array(rows * columns);
  const numbers = new Float64Array(rows);
  const labels = new Float64Array(rows);
  for (let i = 0, at = 0; i < rows; i++) {
    labels[i] = i < classes ? i : rng.nextInteger(classes);
    for (let j = 0; j < columns; j++, at++) {
      X[at] = centers[labels[i] * columns + j] + normal();
      codes[at] = Math.min(9, Math.floor(Math.abs(2 * X[at])));
      numbers[i] += (j % 3) * X[at];
    }
    numbers[i] += Math.sin(X[at - 1]) + normal();
  }
  const block = (data: Float64Array): Block => ({ data, rows, columns });
  return { X: block(X), numbers, classes: labels, codes: block(codes) };
}

function firstColumn({ data, rows, columns }: Block): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => data[i * columns]);
}

/** A copy with every twentieth value missing. */
function withGaps({ data, rows, columns }: Block): Block {
  return { data: data.map((value, at) => (at % 20 === 7 ? Number.NaN : value)), rows, columns };
}
