/** The machines of SVC, one for each pair of classes: their fitted state, their values, and how many memory may hold. */

import type { Label } from '../../contracts.js';
import type { Dense } from '../../data/dense.js';
import { InvalidParameterError } from '../../errors.js';
import { reserve } from '../../memory.js';
import * as schema from '../../serialization/schema.js';
import { argmaxRows, linearMargins } from '../../solvers/linear-margins.js';
import {
  createEvaluator,
  type KernelEvaluator,
  linearCoefficients,
  pairProbabilities,
  pairValues,
  type SupportMachine,
  scoreClasses,
  voteClasses,
} from '../../solvers/svm/svm-decision.js';
import { FOLDS } from '../../solvers/svm/svm-sigmoids.js';
import type { SvcFit } from '../../solvers/svm/svm-training.js';
import { show } from '../../words.js';
import { kernelSchema, wrongSupport } from './svm-state.js';

/** What SVC learns. */
export interface SVCState extends SupportMachine, SvcFit {
  classes: Label[];
  /** Slopes and offsets of the sigmoids of the pairs [nPairs], or null without probabilities. */
  probA: Float64Array | null;
  probB: Float64Array | null;
  decisionFunctionShape: 'ovr' | 'ovo';
  breakTies: boolean;
  /**
   * What labels follow where probabilities were learned: these; or the votes of the pairs, as in scikit-learn, whose
   * models come in by interop.
   */
  labelsBy: LabelsBy;
}

type LabelsBy = 'probabilities' | 'votes';

export const svcState = /* @__PURE__ */ schema.object<SVCState>(
  {
    kernel: kernelSchema,
    nFeatures: schema.size('nFeatures'),
    classes: schema.labels('nClasses'),
    support: schema.int32('nSupport', { min: 0 }),
    supportVectors: schema.float64('nValues'),
    nSupport: schema.int32('nClasses', { min: 0 }),
    dualCoef: schema.float64('nCoefficients'),
    intercept: schema.float64('nPairs'),
    probA: schema.nullable(schema.float64('nPairs')),
    probB: schema.nullable(schema.float64('nPairs')),
    nIter: schema.int32('nPairs', { min: 0 }),
    converged: schema.boolean(),
    decisionFunctionShape: schema.oneOf('ovr', 'ovo'),
    breakTies: schema.boolean(),
    labelsBy: schema.younger<LabelsBy>(schema.oneOf('probabilities', 'votes'), 'probabilities'),
  },
  wrongState,
);

function wrongState(state: SVCState): string | undefined {
  const { classes, support, nSupport, dualCoef, intercept, probA, probB } = state;
  const nClasses = classes.length;
  if (nClasses < 2 || intercept.length !== (nClasses * (nClasses - 1)) / 2) {
    return `${nClasses} classes do not go with ${intercept.length} machines`;
  }
  if (nSupport.reduce((sum, n) => sum + n, 0) !== support.length) {
    return 'the support vectors of the classes do not add up';
  }
  if (dualCoef.length !== (nClasses - 1) * support.length) {
    return `${dualCoef.length} coefficients do not go with ${support.length} support vectors of ${nClasses} classes`;
  }
  if ((probA === null) !== (probB === null)) return 'half of the sigmoids is missing';
  return wrongSupport(state);
}

/** Decision values of all pairs: from the coefficients under a linear kernel, else from kernel values. */
export function preparePairs(state: SVCState): (samples: Dense) => Float64Array {
  const { kernel, supportVectors, nFeatures, intercept } = state;
  if (kernel.type === 'linear') {
    const coef = linearCoefficients(state, supportVectors, nFeatures);
    return ({ data, rows }) => linearMargins(data, rows, coef, intercept);
  }
  const evaluate: KernelEvaluator = createEvaluator(state, 'SVC.predict');
  return (samples) => pairValues(evaluate, state, samples);
}

/** With two classes scikit-learn's signs are those of the second, LIBSVM's and ours those of the first. */
export function negate(values: Float64Array): Float64Array {
  return values.map((value) => 0 - value); // and not -value, which makes -0 of 0
}

/** What to say of classes whose probabilities no cross-validation can tell. */
export function fewRows(labels: readonly Label[]): string {
  const named = labels.slice(0, 3).map(show).join(', ') + (labels.length > 3 ? ', …' : '');
  return `SVC.fit: fewer than ${FOLDS} rows have the label ${named}, too few to learn probabilities by cross-validation, so they follow the decision function alone. Add rows, or use decisionFunction.`;
}

/** Refuse more classes than memory may hold: each pair of them is a machine of its own. */
export function reservePairs(rows: number, nClasses: number, where: string): void {
  const pairs = (nClasses * (nClasses - 1)) / 2;
  reserve(28 * pairs + 8 * rows * (nClasses - 1), {
    where,
    what: `${pairs} pairs of ${nClasses} classes`,
    remedy: 'Pass fewer classes, or use LinearSVC or RandomForestClassifier.',
  });
}

/** The class of each sample: the most probable one where labels follow probabilities, else by votes or scores. */
export function decideClasses(
  { classes: { length }, probA, probB, breakTies, labelsBy }: SVCState,
  values: Float64Array,
): Int32Array {
  if (probA !== null && probB !== null && labelsBy === 'probabilities') {
    return argmaxRows(pairProbabilities(values, probA, probB, length), length);
  }
  if (breakTies && length > 2) return argmaxRows(scoreClasses(values, length), length);
  return voteClasses(values, length);
}

/**
 * Coefficients of the features [nPairs × nFeatures]; with two classes positive for the second.
 *
 * @throws InvalidParameterError for another kernel than the linear one, where there are none
 */
export function coefOfPairs(state: SVCState): Float64Array {
  if (state.kernel.type !== 'linear') {
    throw new InvalidParameterError(
      'SVC.coef: only the linear kernel has coefficients of features. Fit with kernel: "linear", or use permutationImportance.',
    );
  }
  const coef = linearCoefficients(state, state.supportVectors, state.nFeatures);
  return state.classes.length === 2 ? negate(coef) : coef;
}
