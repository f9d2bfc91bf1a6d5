import type { AnyEstimator, EstimatorInfo } from '../../estimator.js';
import { type Hyperparameter, integer, seed } from '../../hyperparameters.js';
import { createRng, type Seed } from '../../random/rng.js';
import { drawSetting, type ParamSpaces, readDistributions } from './parameter-sampler.js';
import { propose, type Tried } from './propose.js';
import { paramDistributions } from './randomized-search-cv.js';
import { SearchCV } from './search-cv.js';
import { problemOfSearch, type SearchOptions, searchOptions } from './search-options.js';
import type { Strategy } from './search-run.js';
import { searchSchema } from './search-state.js';

/** Where candidates are looked for, how many are tried, and how they are compared. */
export interface BayesSearchCVOptions<E extends AnyEstimator = AnyEstimator>
  extends SearchOptions<E> {
  /**
   * What to draw from, by the name of the hyperparameter, those inside estimators as `svc__C`: `uniform`, `logUniform`,
   * `integers`, an array of values or `choice`, or an object with `sample(rng)`, of which nothing is learned. Several
   * spaces in an array are searched side by side.
   */
  searchSpaces: ParamSpaces;
  /** How many candidates to try. Default 50. */
  nIter?: number;
  /** How many of them to draw by chance before anything is learned of them. Default 10. */
  nInitialPoints?: number;
  /** A seed for repeatable results, or null for new ones at every fit. Default null. */
  randomState?: Seed | null;
}

const hyperparameters = {
  ...searchOptions(),
  searchSpaces: paramDistributions(),
  nIter: integer({ min: 1, default: 50, about: 'how many candidates to try.' }),
  nInitialPoints: integer({
    min: 1,
    default: 10,
    about: 'how many of them to draw by chance before anything is learned of them.',
  }),
  randomState: seed(),
} satisfies Record<keyof BayesSearchCVOptions, Hyperparameter>;

/**
 * A search that learns from what it has seen: after some candidates drawn by chance, each further one is where a
 * Gaussian process, fitted to the scores so far, expects the most. For models that are slow to fit, whose ranges are
 * wide: it takes far fewer candidates than chance. Of several scores it goes by the one that `refit` names.
 *
 * Sources: Jones, Schonlau and Welch, Journal of Global Optimization 13 (1998); Snoek, Larochelle and Adams, NIPS (2012).
 *
 * @example
 * const search = new BayesSearchCV({
 *   estimator: new SVC(),
 *   searchSpaces: { C: logUniform(1e-2, 1e3), gamma: logUniform(1e-4, 1) },
 *   nIter: 30,
 *   randomState: 0,
 * })
 */
export class BayesSearchCV<E extends AnyEstimator = AnyEstimator> extends SearchCV<
  E,
  BayesSearchCVOptions<E>
> {
  static readonly info: EstimatorInfo = {
    type: 'BayesSearchCV',
    hyperparameters,
    state: searchSchema(),
    check: (params: Partial<BayesSearchCVOptions>) =>
      problemOfSearch(params, () => readDistributions(params.searchSpaces, '')),
  };

  /**
   * @throws InvalidParameterError for no estimator, an empty space or what nothing can be drawn from
   */
  constructor(options: BayesSearchCVOptions<E>) {
    super(BayesSearchCV.info, options, (params, { folds, scorers: { all } }) => {
      const { nIter, nInitialPoints, randomState, refit } = params;
      const spaces = readDistributions(params.searchSpaces, 'BayesSearchCV');
      const guide = Math.max(
        0,
        all.findIndex(({ name }) => name === refit),
      );
      const atFirst = Math.min(nIter, nInitialPoints);
      return {
        fits: nIter * folds.length,
        *strategy(ledger): Strategy {
          const rng = createRng(randomState);
          const drawn = Array.from({ length: atFirst }, (_, i) => {
            const space = i % spaces.length;
            return { space, setting: drawSetting(spaces[space], rng) };
          });
          yield { candidates: drawn.map(({ setting }) => setting) };
          const tried: Tried[] = ledger
            .meanScores(0, guide)
            .map((score, i) => ({ ...drawn[i], score }));
          while (tried.length < nIter) {
            const next = propose(spaces, tried, rng);
            yield { candidates: [next.setting] };
            const [score] = ledger.meanScores(tried.length, guide);
            tried.push({ ...next, score });
          }
        },
      };
    });
  }
}
