import type { AnyEstimator, EstimatorClass } from '../estimator.js';
import { checkEstimatorGiven, partsOf } from '../estimator-parts.js';
import { readNamed } from '../named-options.js';
import { show } from '../words.js';
import { assert, type Check, runChecks } from './checks.js';
import { classifierChecks } from './estimator-checks/classifier-checks.js';
import { asyncChecks, fittingChecks } from './estimator-checks/fitting-checks.js';
import { inputChecks, targetChecks } from './estimator-checks/input-checks.js';
import { parameterChecks } from './estimator-checks/parameter-checks.js';
import { savingChecks } from './estimator-checks/saving-checks.js';
import { createTrial, type EstimatorKind, kindOf } from './estimator-checks/trial.js';
import { unusualDataChecks } from './estimator-checks/unusual-data-checks.js';
import { repetitionChecks, weightChecks } from './estimator-checks/weight-checks.js';

/** What `checkEstimator` may expect of an estimator, and what it must not. */
export interface EstimatorCheckOptions {
  /** Whether NaN in X is missing data to the estimator rather than an error. Default false. */
  allowsMissing?: boolean;
  /**
   * How far predictions may differ where the arithmetic runs in another order (rows permuted, a
   * weight of two instead of a repeated row), relative to their size. `null` skips those checks,
   * for estimators that draw samples at random. Default 1e-6.
   */
  tolerance?: number | null;
  /** Checks that do not apply, by name, each with the reason. */
  exempt?: Readonly<Record<string, string>>;
  /** What it is. Default: what its members say, which of a pipeline depend on its last step. */
  kind?: EstimatorKind;
  /** How many labels a classifier is asked to tell apart. Default 3. */
  nClasses?: 2 | 3;
  /** Further classes that a saved file may hold: those of estimators inside this one. */
  classes?: readonly EstimatorClass[];
}

/**
 * Throw unless an estimator behaves as every estimator of this library does.
 *
 * @param estimator - unfitted, with the hyperparameters to check; it is cloned, never fitted itself
 * @throws Error listing each broken rule
 *
 * @example
 * await checkEstimator(new MyRegressor({ depth: 3 }))
 */
export async function checkEstimator(
  estimator: AnyEstimator,
  options?: EstimatorCheckOptions,
): Promise<void> {
  checkEstimatorGiven(estimator, 'checkEstimator');
  const { info } = partsOf(estimator);
  await runChecks(info.type, estimatorChecks(estimator, options));
}

/** The checks of `checkEstimator` one by one, to be run as tests of their own. */
export function estimatorChecks(
  estimator: AnyEstimator,
  options: EstimatorCheckOptions = {},
): Check[] {
  checkEstimatorGiven(estimator, 'estimatorChecks');
  const {
    allowsMissing = false,
    tolerance = 1e-6,
    exempt = {},
    kind = kindOf(estimator),
    classes = [],
    nClasses = 3,
  } = readNamed(options, 'estimatorChecks', [
    'allowsMissing',
    'tolerance',
    'exempt',
    'kind',
    'classes',
    'nClasses',
  ]);
  const trial = createTrial(estimator, {
    kind,
    classes,
    nClasses,
    allowsMissing,
    tolerance: tolerance ?? 1e-6,
  });
  const checks = [
    ...parameterChecks(trial),
    ...fittingChecks(trial),
    ...inputChecks(trial),
    ...unusualDataChecks(trial),
    ...savingChecks(trial),
    ...weightChecks(trial),
    ...(tolerance === null ? [] : repetitionChecks(trial)),
    ...('fitAsync' in estimator ? asyncChecks(trial) : []),
    ...(kind === 'classifier' ? classifierChecks(trial) : []),
    ...(kind === 'classifier' || kind === 'regressor' ? targetChecks(trial) : []),
  ];
  for (const name of Object.keys(exempt)) {
    assert(
      checks.some((check) => check.name === name),
      `there is no check ${show(name)} to exempt`,
    );
  }
  return checks.filter(({ name }) => !Object.hasOwn(exempt, name));
}
