import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { MatrixLike } from '../../../src/contracts.js';
import { parseFeatures } from '../../../src/data/dense.js';
import { Table } from '../../../src/data/table.js';
import type { AnyEstimator } from '../../../src/estimator.js';
import { fitAtOnce } from '../../../src/fitting.js';
import { TabularPreprocessor } from '../../../src/preprocessing/tabular/tabular-preprocessor.js';
import { createRng } from '../../../src/random/rng.js';
import { wholeCatalogue } from '../../../src/training/catalogue.js';
import { compareModels } from '../../../src/training/comparison/compare-models.js';
import { comparing } from '../../../src/training/comparison/comparing.js';
import { candidatesOf, readModels } from '../../../src/training/comparison/models-to-compare.js';
import { PreparedModel } from '../../../src/training/prepared-model.js';
import type { TableEstimator } from '../../../src/training/table-estimator.js';
import { setWarningHandler } from '../../../src/warnings.js';
import { NearestCentre } from '../../support/nearest-centre.js';

beforeAll(() => {
  setWarningHandler(() => {});
});

/** Remembers the first column of what it was fitted on, and complains when it is asked about one of those. */
class Remembering extends NearestCentre {
  static override readonly info = { ...NearestCentre.info, type: 'Remembering' };
  static fits = 0;
  #seen = new Set<number>();

  override fit(X: MatrixLike, y: ArrayLike<never>) {
    Remembering.fits++;
    this.#seen = new Set(firstColumn(X));
    return super.fit(X, y);
  }

  override predict(X: MatrixLike) {
    if (firstColumn(X).some((value) => this.#seen.has(value))) throw new Error('I know this row');
    return super.predict(X);
  }
}

function firstColumn(X: MatrixLike): number[] {
  const { data, rows, columns } = parseFeatures(X, 'test');
  return Array.from({ length: rows }, (_, i) => data[i * columns]);
}

class Failing extends NearestCentre {
  override fit(): never {
    throw new Error('no luck today');
  }
}

const table = Table.fromColumns({
  row: Array.from({ length: 40 }, (_, i) => i * 1.5),
  size: Array.from({ length: 40 }, (_, i) => (i % 2) + i / 100),
});
const y = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 'even' : 'odd'));

const plan = {
  where: 'test',
  task: 'classification',
  X: table,
  y,
  cv: 4,
  scoring: 'accuracy',
  randomState: 0,
} as const;

const prepared = (model: NearestCentre) => {
  const estimator = model as AnyEstimator as TableEstimator;
  const preprocessor = new TabularPreprocessor({ keepIdentifiers: true });
  return new PreparedModel({ preprocessor, estimator });
};
const rules = {
  task: 'classification',
  uneven: false,
  preprocessing: {},
  scaleTarget: null,
  randomState: 0,
} as const;
const { entries } = wholeCatalogue();
const [logistic, baseline] = candidatesOf(
  readModels(['logisticRegression'], entries, 'test'),
  rules,
);

it('never asks a model about a row that it was fitted on', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 8 }), fc.nat(1000), (cv, randomState) => {
      Remembering.fits = 0;
      const candidate = { name: 'own', modelName: 'own', estimator: prepared(new Remembering()) };
      const { best } = fitAtOnce(
        comparing({ ...plan, cv, randomState, candidates: [candidate, baseline] }),
      );
      expect(Remembering.fits).toBe(cv);
      expect(best.errors).toEqual([]);
    }),
    { numRuns: 10 },
  );
});

it('learns the preparation from training rows alone: a code by the target tells nothing of rows held out', () => {
  fc.assert(
    fc.property(fc.nat(1000), (seed) => {
      // Every text stands in two rows, and the labels are a coin's: fitted on all rows, the mean target of each text
      // would be half the label itself.
      const rng = createRng(seed);
      const rows = Array.from({ length: 240 }, (_, i) => ({
        text: `t${Math.floor(i / 2)}`,
        label: rng.next() < 0.5 ? 'heads' : 'tails',
      }));
      const { best } = compareModels(Table.fromRecords(rows), {
        target: 'label',
        models: ['logisticRegression'],
        preprocessing: { encoding: 'target', keepIdentifiers: true },
        randomState: seed,
      });
      expect(best.mean).toBeLessThan(0.65);
    }),
    { numRuns: 5 },
  );
});

it('goes on when a model fails, and names it', () => {
  const failing = { name: 'unlucky', modelName: 'own', estimator: prepared(new Failing()) };
  const { ranking, verdict, best } = fitAtOnce(
    comparing({ ...plan, candidates: [failing, logistic, baseline] }),
  );
  expect(best.name).toBe('logisticRegression');
  expect(ranking[2]).toMatchObject({ name: 'unlucky', mean: Number.NaN });
  expect(ranking[2].errors.map(({ error }) => error.message)).toEqual(
    new Array(4).fill('no luck today'),
  );
  expect(verdict).toContain('unlucky failed: no luck today');
});

it('ends when all models fail, with the first cause', () => {
  const failing = { name: 'unlucky', modelName: 'own', estimator: prepared(new Failing()) };
  expect(() => fitAtOnce(comparing({ ...plan, candidates: [failing, baseline] }))).toThrow(
    'test: every model failed, unlucky with: no luck today',
  );
});

it('takes ready-made folds, a single one without a word on noise', () => {
  const fold = [Array.from({ length: 30 }, (_, i) => i), [30, 31, 32, 33, 34, 35]] as const;
  const { verdict, folds, ranking } = fitAtOnce(
    comparing({ ...plan, cv: [fold], candidates: [logistic, baseline] }),
  );
  expect(folds).toBe(1);
  expect(ranking.every(({ spread }) => Number.isNaN(spread))).toBe(true);
  expect(verdict).toBe(
    'logisticRegression is the only model with a score. The baseline, which looks at no feature, has 0.5000.',
  );
});
