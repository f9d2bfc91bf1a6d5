import { boostedClassifier, boostedRegressor, type ForeignBoosting } from '../boosted-model.js';
import { classesOf, ofNumbers, type Place, type Rebuild } from './sklearn-rebuilding.js';
import type { SklearnRecord } from './sklearn-record.js';
import { rebuildTrees, scaledNumber } from './sklearn-trees.js';

/** Losses by their names there. */
const OBJECTIVES: ReadonlyMap<
  string,
  'squaredError' | 'absoluteError' | 'huber' | 'quantile' | 'poisson' | 'gamma'
> = /* @__PURE__ */ new Map([
  ['squared_error', 'squaredError'],
  ['absolute_error', 'absoluteError'],
  ['huber', 'huber'],
  ['quantile', 'quantile'],
  ['poisson', 'poisson'],
  ['gamma', 'gamma'],
]);

/** What was boosted for numbers, with the loss that a further training would make small. */
export function ofNumberLoss(
  record: SklearnRecord,
  learned: ForeignBoosting,
  link: 'identity' | 'log',
  quantile: string,
) {
  const name = record.text('loss');
  const objective = OBJECTIVES.get(name);
  if (objective === undefined) throw record.refuse(`the loss ${name} is not known.`);
  if (learned.start.length !== 1) throw record.refuse('a regressor has one start.');
  if (objective !== 'quantile') return boostedRegressor(learned, link, { objective });
  const quantileAlpha = record.numberParam(quantile);
  if (!(quantileAlpha > 0 && quantileAlpha < 1))
    throw record.refuse('a quantile is between 0 and 1.');
  return boostedRegressor(learned, link, { objective, quantileAlpha });
}

/** What was boosted for classes: one start for two of them, else one each. */
export function ofClassLoss(record: SklearnRecord, learned: ForeignBoosting, place: Place) {
  const classes = classesOf(record, place);
  const nOutputs = classes.length === 2 ? 1 : classes.length;
  if (learned.start.length !== nOutputs) {
    throw record.refuse(`${classes.length} classes need ${nOutputs} starts.`);
  }
  return boostedClassifier(learned, classes);
}

function learnedBy(record: SklearnRecord, factor: number): ForeignBoosting {
  const rate = record.number('learning_rate') * factor;
  const trees = rebuildTrees(record.part('trees'), scaledNumber(rate)).map(({ tree }) => tree);
  if (trees.length === 0) throw record.refuse('there are no trees.');
  return {
    nFeatures: record.nFeatures(),
    trees,
    numParallelTree: 1,
    start: record.floats('start', undefined).map((value) => value * factor),
    arithmetic: 'double',
    bestIteration: null,
  };
}

const classifier: Rebuild = (record, place) => {
  // Of the exponential loss the log-odds are twice what the trees sum up to.
  const factor = record.text('loss') === 'exponential' ? 2 : 1;
  return ofNumbers(ofClassLoss(record, learnedBy(record, factor), place));
};

const regressor: Rebuild = (record) =>
  ofNumbers(ofNumberLoss(record, learnedBy(record, 1), 'identity', 'alpha'));

export const gradientBoosting: Readonly<Record<string, Rebuild>> = {
  GradientBoostingClassifier: classifier,
  GradientBoostingRegressor: regressor,
};
