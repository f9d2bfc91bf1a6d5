import { loadPenguins } from '../../src/datasets/load-penguins.js';
import { GradientBoostingClassifier } from '../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { RandomForestRegressor } from '../../src/estimators/random-forest/random-forest-regressor.js';
import { createRng } from '../../src/random/rng.js';

/** Penguins as numbers: the four measures, missing ones among them, and codes of island and sex. */
interface Penguins {
  readonly X: number[][];
  readonly species: string[];
  readonly mass: number[];
}

const CATEGORICAL = [4, 5];

export function penguins(): Penguins {
  const { table, data, target, targetNames } = loadPenguins();
  const islands = table.strings('island');
  const sexes = table.strings('sex');
  const codes = (values: readonly (string | null)[]) => {
    const known = [...new Set(values.filter((value) => value !== null))].sort();
    return values.map((value) => (value === null ? Number.NaN : known.indexOf(value)));
  };
  const [island, sex] = [codes(islands), codes(sexes)];
  const X = target.map((_, i) => [...data.getRow(i), island[i], sex[i]]);
  return {
    X,
    species: target.map((k) => targetNames[k]),
    // The mass to be explained stands in column 3, which the regressors below see as well, 100 g coarser.
    mass: X.map((row) => row[3]),
  };
}

/** A model of ours that travels, by the name that its recorded values have. */
export interface TravellingModel {
  readonly name: string;
  readonly model: GradientBoostingClassifier | GradientBoostingRegressor | RandomForestRegressor;
}

/** Models of real rows with missing values and categories, one for each thing that a file says in its own way. */
export function travellingModels(): TravellingModel[] {
  const { X, species, mass } = penguins();
  const known = mass.flatMap((value, i) => (Number.isNaN(value) ? [] : [i]));
  const rows = known.map((i) => X[i].map((x, j) => (j === 3 ? Math.round(x / 1000) : x)));
  const y = known.map((i) => mass[i]);
  const isHeavy = y.map((value) => (value > 4000 ? 'heavy' : 'light'));
  const shared = { categoricalFeatures: CATEGORICAL, randomState: 0 };
  const classifier = (options: object) => new GradientBoostingClassifier({ ...shared, ...options });
  const regressor = (options: object) => new GradientBoostingRegressor({ ...shared, ...options });
  return [
    { name: 'two-classes', model: classifier({ nEstimators: 20 }).fit(rows, isHeavy) },
    {
      name: 'three-classes',
      model: classifier({ nEstimators: 10, maxDepth: 4, maxCatToOnehot: 1 }).fit(X, species),
    },
    { name: 'squared-error', model: regressor({ nEstimators: 30 }).fit(rows, y) },
    {
      name: 'deep',
      model: regressor({ nEstimators: 5, maxDepth: 14, minChildWeight: 0, regLambda: 0 }).fit(
        rows,
        y,
      ),
    },
    {
      name: 'leafwise',
      model: regressor({
        nEstimators: 10,
        maxDepth: null,
        maxLeaves: 12,
        growPolicy: 'lossguide',
      }).fit(rows, y),
    },
    {
      name: 'boosted-forest',
      model: classifier({ nEstimators: 4, numParallelTree: 3, subsample: 0.6 }).fit(X, species),
    },
    {
      name: 'absolute-error',
      model: regressor({ nEstimators: 10, objective: 'absoluteError' }).fit(rows, y),
    },
    {
      name: 'quantile',
      model: regressor({ nEstimators: 10, objective: 'quantile', quantileAlpha: 0.9 }).fit(rows, y),
    },
    {
      name: 'huber',
      model: regressor({ nEstimators: 10, objective: 'huber', huberSlope: 200 }).fit(rows, y),
    },
    { name: 'poisson', model: regressor({ nEstimators: 10, objective: 'poisson' }).fit(rows, y) },
    { name: 'gamma', model: regressor({ nEstimators: 10, objective: 'gamma' }).fit(rows, y) },
    {
      name: 'tweedie',
      model: regressor({ nEstimators: 10, objective: 'tweedie', tweedieVariancePower: 1.3 }).fit(
        rows,
        y,
      ),
    },
    {
      name: 'forest',
      model: new RandomForestRegressor({ nEstimators: 20, randomState: 0 }).fit(rows, y),
    },
  ];
}

/**
 * Rows to ask about: the cells of real rows mixed, measures moved a little so that single precision cannot hold them,
 * and now and then a value that no row had.
 */
export function mixedRows(rows: number, seed: string): number[][] {
  const { X } = penguins();
  const rng = createRng(seed);
  const odd = [Number.NaN, 0, -0.5, 1e30, -3, 7, 40, 1.7];
  return Array.from({ length: rows }, () =>
    X[0].map((_, j) => {
      if (rng.nextUint32() % 40 === 0) return odd[rng.nextUint32() % odd.length];
      const cell = X[rng.nextUint32() % X.length][j];
      return j < 3
        ? cell * (1 + (rng.next() - 0.5) / 50)
        : j === 3
          ? Math.round(cell / 1000)
          : cell;
    }),
  );
}
