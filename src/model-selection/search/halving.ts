import type { Label } from '../../contracts.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { isClassifier } from '../../estimator-kind.js';
import type { Resolved } from '../../hyperparameters.js';
import { createRng } from '../../random/rng.js';
import { choice } from '../../random/sampling.js';
import { didYouMean, show } from '../../words.js';
import type { Fold } from '../splitter.js';
import type { Trial } from '../validation-trial.js';
import type { HalvingOptions } from './halving-options.js';
import { halvingSchedule, survivors } from './halving-schedule.js';
import type { ParamSetting } from './parameter-grid.js';
import type { Tactics } from './search-cv.js';
import type { Strategy } from './search-run.js';

/** What searches by halving go by; what they estimate and score is in the trial. */
type Settings = Omit<Resolved<HalvingOptions>, 'estimator' | 'scoring'>;

/** What can be spent on a candidate. */
export interface Resources {
  /** At first, where it is not to be exhausted. */
  readonly min: number;
  readonly max: number;
}

/**
 * What can be spent, of samples or of a hyperparameter.
 *
 * @throws InvalidParameterError for a hyperparameter that the estimator lacks, and a least amount above the most
 */
export function resourcesOf(
  { resource, minResources, maxResources }: Settings,
  { estimator, samples, folds, where }: Trial,
): Resources {
  const ofSamples = resource === 'nSamples';
  const known = Object.keys(estimator.getParams());
  if (!ofSamples && !known.includes(resource)) {
    throw new InvalidParameterError(
      `${where}: resource is ${show(resource)}, which is no hyperparameter of the estimator. ${didYouMean(resource, ['nSamples', ...known])}`,
    );
  }
  const max = maxResources === 'auto' ? samples.length : maxResources;
  if (ofSamples && max > samples.length) {
    throw new InvalidInputError(
      `${where}: maxResources is ${max}, but there are only ${samples.length} samples. Pass "auto" for all of them.`,
    );
  }
  const smallest = ofSamples ? 2 * folds.length * classesOf(isClassifier(estimator), samples.y) : 1;
  const min = typeof minResources === 'number' ? minResources : smallest;
  if (min <= max) return { min, max };
  throw new InvalidInputError(
    `${where}: at least ${min} of ${resource} are spent on a candidate at first${typeof minResources === 'number' ? '' : ' (twice the folds and classes)'}, but at most ${max} can be. Pass fewer folds, or another minResources.`,
  );
}

function classesOf(classifier: boolean, y: ArrayLike<Label> | undefined): number {
  return classifier && y !== undefined ? new Set(Array.from(y)).size : 1;
}

/**
 * Successive halving: all candidates are tried on few resources, the best of them on `factor` times as many, and so on.
 * Sources: Karnin, Koren and Somekh, ICML (2013); Jamieson and Talwalkar, AISTATS (2016).
 */
export function halving(
  params: Settings,
  trial: Trial,
  resources: Resources,
  candidates: readonly ParamSetting[],
): Tactics {
  const { factor, resource, aggressiveElimination } = params;
  const { folds, where } = trial;
  const ofSamples = resource === 'nSamples';
  if (!ofSamples && candidates.some((setting) => Object.hasOwn(setting, resource))) {
    throw new InvalidParameterError(
      `${where}: ${show(resource)} is searched, so that it cannot be the resource. Leave it out of the space, or choose another resource.`,
    );
  }
  const schedule = halvingSchedule({
    candidates: candidates.length,
    minResources: resources.min,
    maxResources: resources.max,
    factor,
    exhaust: params.minResources === 'exhaust',
    aggressiveElimination,
  });
  const nCandidates: number[] = [];
  let left = candidates.length;
  for (const _ of schedule.resources) {
    nCandidates.push(left);
    left = survivors(left, factor);
  }
  const rng = createRng(params.randomState);
  const foldsFor = (nResources: number) => {
    if (!ofSamples) return folds;
    const share = nResources / trial.samples.length;
    return folds.map((fold, f) => sampled(fold, share, f));
  };
  const sampled = (fold: Fold, share: number, f: number): Fold => {
    const part = (indices: Int32Array, of: number): Int32Array => {
      const size = Math.floor(share * indices.length);
      if (share >= 1) return indices;
      return choice(indices.length, size, rng.fork(2 * f + of))
        .sort()
        .map((i) => indices[i]);
    };
    return [part(fold[0], 0), part(fold[1], 1)];
  };
  return {
    fits: folds.length * nCandidates.reduce((sum, n) => sum + n, 0),
    *strategy(ledger): Strategy {
      let staying = candidates;
      for (const [iter, nResources] of schedule.resources.entries()) {
        const from = ledger.length;
        const spent = { iter, nResources };
        const settings = ofSamples
          ? staying
          : staying.map((setting) => ({ ...setting, [resource]: nResources }));
        yield { candidates: settings, folds: foldsFor(nResources), spent };
        staying = best(settings, ledger.meanScores(from), survivors(staying.length, factor));
      }
    },
    eligible: ({ iter, params: all }) =>
      all.flatMap((_, i) => (iter?.[i] === schedule.resources.length - 1 ? [i] : [])),
    facts: () => ({
      minResources: schedule.minResources,
      maxResources: resources.max,
      nResources: [...schedule.resources],
      nCandidates,
      nRequiredIterations: schedule.nRequiredIterations,
      nPossibleIterations: schedule.nPossibleIterations,
      nRemainingCandidates: left,
    }),
  };
}

/** The candidates of the highest scores, the best one last; NaN is below all, and equal ones keep their order. */
function best(settings: readonly ParamSetting[], scores: readonly number[], keep: number) {
  const order = settings.map((_, i) => i);
  const rank = (i: number) => (Number.isNaN(scores[i]) ? -Infinity : scores[i]);
  order.sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    return left === right ? a - b : left - right;
  });
  return order.slice(-keep).map((i) => settings[i]);
}
