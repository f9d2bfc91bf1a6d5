import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadDiabetes, loadIris, loadWine } from '../../../src/datasets.js';
import {
  GridSearchCV,
  HalvingGridSearchCV,
  HalvingRandomSearchCV,
  KFold,
  LogisticRegression,
  ParameterGrid,
  type ParamGrid,
  type ParamSetting,
  Pipeline,
  StandardScaler,
  SVC,
  SVR,
  setWarningHandler,
} from '../../../src/index.js';
import { reference } from '../../reference/reference.js';

interface Results {
  results: Record<string, number[]>;
  params: ParamSetting[];
  bestIndex: number;
  bestParams: ParamSetting;
}

interface Iterations {
  nResources: number[];
  nCandidates: number[];
  nIterations: number;
  nRequiredIterations: number;
  nPossibleIterations: number;
  nRemainingCandidates: number;
  minResources: number;
  maxResources: number;
}

const known = reference<{
  grids: { grid: ParamGrid; settings: ParamSetting[] }[];
  svc: Results;
  svr: Results;
  logistic: Results;
  halvingOfDegree: Results & Iterations;
  halvings: ({ rows: number; candidates: number; options: Record<string, unknown> } & Iterations)[];
  halvingAtRandom: Iterations;
}>('search');

const camel = (name: string) => name.replace(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase());

/** The columns of scikit-learn, by our names, each number within a tolerance. */
function expectResults(
  search: Pick<GridSearchCV, 'cvResults' | 'bestIndex' | 'bestParams'>,
  { results, params, bestIndex, bestParams }: Results,
  digits = 9,
) {
  const columns = search.cvResults;
  for (const [name, values] of Object.entries(results)) {
    const own = columns[camel(name)] as number[];
    expect(own, name).toHaveLength(values.length);
    for (const [i, value] of values.entries()) expect(own[i], name).toBeCloseTo(value, digits);
  }
  expect(columns.params).toEqual(params);
  expect(search.bestIndex).toBe(bestIndex);
  expect(search.bestParams).toEqual(bestParams);
}

function iterationsOf(
  search: { readonly [K in keyof Iterations]: Readonly<Iterations[K]> },
): Iterations {
  const { nResources, nCandidates, minResources, maxResources, nIterations } = search;
  const { nRequiredIterations, nPossibleIterations, nRemainingCandidates } = search;
  return {
    nResources: [...nResources],
    nCandidates: [...nCandidates],
    nIterations,
    nRequiredIterations,
    nPossibleIterations,
    nRemainingCandidates,
    minResources,
    maxResources,
  };
}

beforeEach(() => {
  setWarningHandler(() => {});
});
afterEach(() => {
  setWarningHandler(null);
});

describe('searches agree with scikit-learn', () => {
  it.each(known.grids)('on the order of a grid: $grid', ({ grid, settings }) => {
    expect([...new ParameterGrid(grid)]).toEqual(settings);
    expect(new ParameterGrid(grid).length).toBe(settings.length);
    expect(settings.map((_, i) => new ParameterGrid(grid).at(i))).toEqual(settings);
  });

  it('on scores, ranks with ties and the best, of a pipeline', () => {
    const { data, target } = loadWine();
    const search = new GridSearchCV({
      estimator: new Pipeline({
        steps: [
          ['scale', new StandardScaler()],
          ['svc', new SVC({ tol: 1e-8 })],
        ],
      }),
      paramGrid: { svc__gamma: [0.001, 0.01, 0.1], svc__C: [0.1, 1, 10, 10] },
      scoring: 'balancedAccuracy',
      returnTrainScore: true,
    }).fit(data, target);
    expectResults(search, known.svc);
  });

  it('on several scores, the best by one of them', () => {
    const { data, target } = loadDiabetes();
    const search = new GridSearchCV({
      estimator: new Pipeline({
        steps: [
          ['scale', new StandardScaler()],
          ['svr', new SVR({ tol: 1e-9 })],
        ],
      }),
      paramGrid: { svr__C: [1, 100], svr__epsilon: [1, 10] },
      scoring: { r2: 'r2', worst: 'neg_max_error' },
      refit: 'worst',
      cv: new KFold({ nSplits: 4 }),
    }).fit(data, target);
    // LIBSVM rounds kernel values to single precision, and targets go up to 346.
    expectResults(search, known.svr, 4);
  });

  it('on losses', () => {
    const { data, target } = loadIris();
    const search = new GridSearchCV({
      estimator: new LogisticRegression({ tol: 1e-12, maxIter: 10000 }),
      paramGrid: { C: [0.01, 1, 1, 100] },
      scoring: 'negLogLoss',
    }).fit(data, target);
    expectResults(search, known.logistic);
  });

  it('on who stays in each iteration of halving, by a hyperparameter as the resource', () => {
    const { data, target } = loadIris();
    const search = new HalvingGridSearchCV({
      estimator: new SVC({ kernel: 'poly', tol: 1e-8 }),
      paramGrid: { C: [0.01, 0.1, 1], coef0: [0.5, 1], gamma: [0.03, 0.1] },
      resource: 'degree',
      maxResources: 6,
      factor: 2,
      scoring: 'accuracy',
      returnTrainScore: true,
    }).fit(data, target);
    expectResults(search, known.halvingOfDegree);
    expect(iterationsOf(search)).toMatchObject({ nResources: known.halvingOfDegree.nResources });
  });

  it.each(known.halvings)(
    'on the iterations of halving: $rows rows, $candidates candidates, $options',
    ({ rows, candidates, options, ...iterations }) => {
      const { data, target } = loadIris();
      const copies = rows / 150;
      const X = data.to2DArray().flatMap((row) => new Array<number[]>(copies).fill(row));
      const y = target.flatMap((label) => new Array<number>(copies).fill(label));
      const given = Object.fromEntries(Object.entries(options).map(([k, v]) => [camel(k), v]));
      const search = new HalvingGridSearchCV({
        estimator: new SVC(),
        paramGrid: { C: Array.from({ length: candidates }, (_, i) => 1 + i) },
        cv: 2,
        randomState: 0,
        refit: false,
        ...given,
      }).fit(X, y);
      expect(iterationsOf(search)).toEqual(iterations);
    },
  );

  it('on how many candidates halving draws to exhaust the samples', () => {
    const { data, target } = loadIris();
    const search = new HalvingRandomSearchCV({
      estimator: new SVC(),
      paramDistributions: { C: Array.from({ length: 50 }, (_, i) => 1 + i) },
      randomState: 0,
    }).fit(data, target);
    expect(iterationsOf(search)).toEqual(known.halvingAtRandom);
  });
});
