import { GradientBoostingClassifier } from '../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { RandomForestRegressor } from '../../src/estimators/random-forest/random-forest-regressor.js';
import type { LightGBMWritable } from '../../src/interop/lightgbm/to-lightgbm.js';
import { breadthFirstOrder } from '../../src/interop/verify.js';
import { createRng } from '../../src/random/rng.js';
import { penguins } from './travelling-models.js';

/** A model of this library, trained on real data with missing values and categories. */
export interface OwnModel {
  readonly name: string;
  readonly model: LightGBMWritable;
  /** Columns that the trees ask about as categories. */
  readonly categorical: readonly number[];
  /** What it was trained on. */
  readonly X: readonly (readonly number[])[];
}

/** Columns 0 and 5 of the penguins, island and sex. */
const PENGUIN_CATEGORIES = [0, 5];

export function ownModels(): OwnModel[] {
  const { X: measured, species } = penguins();
  // Island, four measures, sex.
  const X = measured.map(([a, b, c, d, island, sex]) => [island, a, b, c, d, sex]);
  const masses = X.map((row) => row[4]);
  const known = X.filter((_, i) => !Number.isNaN(masses[i]));
  const weights = masses.filter((mass) => !Number.isNaN(mass)).map((mass) => mass / 1000);
  // The islands again instead of the mass, in another code, so that sets have gaps and several entries.
  const without = known.map(([island, bill, depth, flipper, , sex]) => [
    island,
    bill,
    depth,
    flipper,
    30 * island + Math.round(bill),
    sex,
  ]);
  const boosted = { nEstimators: 6, maxDepth: 4, learningRate: 0.2, randomState: 0 } as const;
  const some = { ...boosted, categoricalFeatures: PENGUIN_CATEGORIES };
  const wide = { ...boosted, categoricalFeatures: [0, 4, 5], maxCatToOnehot: 2 };
  const ofPenguins = { categorical: PENGUIN_CATEGORIES, X };
  const ofMasses = { categorical: [0, 4, 5], X: without };
  return [
    {
      name: 'three-classes',
      model: new GradientBoostingClassifier(some).fit(X, species),
      ...ofPenguins,
    },
    {
      name: 'two-classes',
      model: new GradientBoostingClassifier(some).fit(
        X,
        species.map((name) => name === 'Chinstrap'),
      ),
      ...ofPenguins,
    },
    {
      name: 'boosted-forest',
      model: new GradientBoostingClassifier({
        ...some,
        nEstimators: 2,
        numParallelTree: 3,
        subsample: 0.7,
      }).fit(X, species),
      ...ofPenguins,
    },
    {
      name: 'squared-error',
      model: new GradientBoostingRegressor(wide).fit(without, weights),
      ...ofMasses,
    },
    {
      name: 'poisson-lossguide',
      model: new GradientBoostingRegressor({
        ...wide,
        objective: 'poisson',
        growPolicy: 'lossguide',
        maxDepth: null,
        maxLeaves: 12,
      }).fit(without, weights),
      ...ofMasses,
    },
    {
      name: 'quantile',
      model: new GradientBoostingRegressor({
        ...wide,
        objective: 'quantile',
        quantileAlpha: 0.3,
      }).fit(without, weights),
      ...ofMasses,
    },
    {
      name: 'forest',
      model: new RandomForestRegressor({ nEstimators: 4, maxDepth: 6, randomState: 0 }).fit(
        without,
        weights,
      ),
      categorical: [],
      X: without,
    },
  ];
}

/**
 * Rows for a model: each value drawn from its column of the training samples, or missing, or on a threshold or beside
 * one; in columns of categories also codes that were never seen, and with fractions.
 *
 * @param below - whether codes between -1 and 0 are among them, on which LightGBM differs
 */
export function rowsFor(
  { model, categorical, X }: OwnModel,
  n: number,
  below: boolean,
): number[][] {
  const rng = createRng('rows');
  const pick = (values: ArrayLike<number>) => values[rng.nextInteger(values.length)];
  const columns = X[0].map((_, j) => {
    const thresholds = model.estimators.flatMap(({ left, feature, threshold }) =>
      Array.from(left.keys()).flatMap((node) =>
        left[node] !== 0 && feature[node] === j ? [threshold[node]] : [],
      ),
    );
    const values = X.map((row) => row[j]);
    if (categorical.includes(j)) {
      return [
        ...values,
        ...values,
        -1,
        -2.5,
        0.5,
        1.7,
        77,
        1e6,
        2 ** 31,
        2 ** 32 + 1,
        ...(below ? [-0.5] : []),
      ];
    }
    const near = thresholds.flatMap((at) => [at, at * (1 - 2 ** -52), at * (1 + 2 ** -52)]);
    return [...values, ...near.filter(Number.isFinite), 0, -1e30, 1e30];
  });
  return Array.from({ length: n }, () =>
    columns.map((values) => (rng.next() < 0.08 ? Number.NaN : pick(values))),
  );
}

/** What `test/interop/lightgbm/predict.py` writes of a model, row by row. */
export interface EngineAnswers {
  readonly raw: number[][];
  readonly predict: (number | number[])[];
  readonly leaves: number[][];
  /** Of the first 24 rows. */
  readonly contributions: number[][];
}

export function hasFractionBelowZero({ categorical }: OwnModel, row: readonly number[]): boolean {
  return categorical.some((j) => row[j] > -1 && row[j] < 0);
}

/** The leaf of each row in each tree, in the order and with the numbers that the file has. */
export function leavesAsWritten({ model }: OwnModel, X: number[][]): number[][] {
  const numbers = model.estimators.map((tree) => {
    const found = new Map<number, number>();
    for (const node of breadthFirstOrder(tree.left))
      if (tree.left[node] === 0) found.set(node, found.size);
    return found;
  });
  const order = model.estimators.map((_, t) => t);
  const parallel = model instanceof RandomForestRegressor ? 1 : model.getParams().numParallelTree;
  const perRound = parallel * marginsOf({ model }, X.slice(0, 1))[0].length;
  // Parallel trees lie side by side here, and one after the other in rounds of their own there.
  order.sort((a, b) => {
    const place = (t: number) => [Math.floor(t / perRound), t % parallel, t] as const;
    const [first, second] = [place(a), place(b)];
    return first[0] - second[0] || first[1] - second[1] || a - b;
  });
  const leaves = model.apply(X);
  return X.map((_, i) => order.map((t) => numbers[t].get(leaves.get(i, t)) as number));
}

/** The margins of each row; of a forest the sum over its trees, as LightGBM has it. */
export function marginsOf({ model }: Pick<OwnModel, 'model'>, X: number[][]): number[][] {
  if (model instanceof RandomForestRegressor) {
    return model.predict(X).map((mean) => [mean * model.estimators.length]);
  }
  const margins = model.decisionFunction(X);
  return Array.isArray(margins) ? margins.map((margin) => [margin]) : margins.to2DArray();
}
