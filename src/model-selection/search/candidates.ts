import { InvalidParameterError } from '../../errors.js';
import { type AnyEstimator, clone } from '../../estimator.js';
import { shorten, show } from '../../words.js';
import type { ParamSetting } from './parameter-grid.js';

/** A new estimator with the settings of a candidate. */
export function candidateOf(estimator: AnyEstimator, setting: ParamSetting): AnyEstimator {
  return clone(estimator).setParams(setting);
}

/**
 * Refuse candidates that an estimator does not take, before any is tried.
 *
 * @param first - number of the first of them
 * @throws InvalidParameterError naming the candidate, the hyperparameter and the nearest name, or the range
 */
export function checkCandidates(
  estimator: AnyEstimator,
  settings: readonly ParamSetting[],
  first: number,
  where: string,
): void {
  for (const [i, setting] of settings.entries()) {
    try {
      candidateOf(estimator, setting);
    } catch (cause) {
      const { message } = cause as Error;
      throw new InvalidParameterError(
        `${where}: candidate ${first + i}, ${settingInWords(setting)}, cannot be set: ${message}`,
        { cause },
      );
    }
  }
}

/** `{ C: 10, kernel: "rbf" }` */
export function settingInWords(setting: ParamSetting): string {
  const entries = Object.entries(setting).map(([name, value]) => `${name}: ${show(value)}`);
  return shorten(`{ ${entries.join(', ')} }`, 160);
}
