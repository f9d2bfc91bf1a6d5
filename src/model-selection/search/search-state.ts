import { FitPredictError } from '../../errors.js';
import type { AnyEstimator } from '../../estimator.js';
import { isEstimator } from '../../estimator-parts.js';
import { holdsOptions } from '../../hyperparameters.js';
import { malformed } from '../../serialization/json.js';
import { paramFromJson, paramToJson } from '../../serialization/params.js';
import * as schema from '../../serialization/schema.js';
import type { HalvingFacts } from './halving-facts.js';
import type { ParamSetting } from './parameter-grid.js';
import type { CandidateError } from './search-ledger.js';
import type { TriedCandidates } from './search-results.js';
import type { SearchFound } from './search-run.js';

/** What any search learns. */
export interface SearchState extends Omit<SearchFound, 'tried' | 'errors'> {
  readonly tried: Omit<TriedCandidates, 'scores'> & { readonly scores: string[] | null };
  readonly errors: CandidateError[];
  /** Of a search by halving. */
  readonly halving: HalvingFacts | null;
}

/** A setting, with whatever values its hyperparameters take, estimators included. */
const setting = (): schema.Schema<ParamSetting> => ({
  save: (value, to, path) =>
    paramToJson({ ...value }, path, (inner, at) =>
      isEstimator(inner) ? to.estimator(inner, at) : undefined,
    ),
  load(json, from, path) {
    const value = paramFromJson(json, path, (inner, at) => from.estimator(inner, at));
    if (typeof value === 'object' && value !== null && holdsOptions(value)) return { ...value };
    throw malformed(path, 'hyperparameters by name', json);
  },
});

const candidateError = (): schema.Schema<CandidateError> => {
  const index = schema.number({ integer: true, min: 0 });
  const form = schema.object<{
    candidate: number;
    fold: number;
    stage: 'fit' | 'score';
    scorer: string | null;
    message: string;
  }>({
    candidate: index,
    fold: index,
    stage: schema.oneOf('fit', 'score'),
    scorer: schema.nullable(schema.string()),
    message: schema.string(),
  });
  return {
    save: ({ error, scorer = null, ...place }, to, path) =>
      form.save({ ...place, scorer, message: error.message }, to, path),
    load(json, from, path) {
      const { message, scorer, ...place } = form.load(json, from, path);
      const error = new FitPredictError(message);
      return scorer === null ? { ...place, error } : { ...place, scorer, error };
    },
  };
};

const seconds = (dimensions: string[]) => schema.float64(dimensions, { nonFinite: true });

/** The form of what a search learns; a search by halving tells of its iterations besides. */
export function searchSchema(byHalving = false): schema.Schema<SearchState> {
  const count = schema.number({ integer: true, min: 1 });
  return schema.object<SearchState>(
    {
      tried: schema.object<SearchState['tried']>({
        params: schema.list(setting(), 'nCandidates'),
        scores: schema.nullable(schema.list(schema.string())),
        nSplits: schema.size('nSplits'),
        testScores: seconds(['nScores', 'nCandidates', 'nSplits']),
        trainScores: schema.nullable(seconds(['nScores', 'nCandidates', 'nSplits'])),
        fitTimes: seconds(['nCandidates', 'nSplits']),
        scoreTimes: seconds(['nCandidates', 'nSplits']),
        iter: schema.nullable(schema.int32('nCandidates', { min: 0 })),
        nResources: schema.nullable(schema.int32('nCandidates', { min: 1 })),
      }),
      errors: schema.list(candidateError()),
      bestIndex: schema.nullable(schema.number({ integer: true, min: 0 })),
      bestBy: schema.nullable(schema.number({ integer: true, min: 0 })),
      bestEstimator: schema.nullable(schema.estimator<AnyEstimator>()),
      refitTime: schema.nullable(schema.number({ min: 0 })),
      halving: schema.nullable(
        schema.object<HalvingFacts>({
          minResources: count,
          maxResources: count,
          nResources: schema.list(count),
          nCandidates: schema.list(count),
          nRequiredIterations: count,
          nPossibleIterations: count,
          nRemainingCandidates: count,
        }),
      ),
    },
    (state) =>
      (state.halving !== null) === byHalving
        ? wrongState(state)
        : 'its iterations do not go with this kind of search.',
  );
}

function wrongState({ tried, bestIndex, bestBy, bestEstimator }: SearchState): string | undefined {
  const { params, nSplits, scores, testScores } = tried;
  const nScores = scores?.length ?? 1;
  if (params.length === 0 || nScores === 0) return 'no candidate was tried.';
  if (testScores.length !== nScores * params.length * nSplits) {
    return `${testScores.length} scores do not go with ${nScores} scores of ${params.length} candidates on ${nSplits} folds.`;
  }
  if (bestIndex !== null && bestIndex >= params.length) return 'the best candidate is not there.';
  if (bestBy !== null && bestBy >= nScores) return 'the score it is the best by is not there.';
  return bestEstimator === null || bestEstimator.isFitted
    ? undefined
    : 'its best estimator is not fitted.';
}
