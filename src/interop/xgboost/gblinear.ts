import type { Label } from '../../contracts.js';
import { RESTORE } from '../../estimator-parts.js';
import { LinearRegression } from '../../estimators/linear/linear-regression.js';
import { LogisticRegression } from '../../estimators/linear/logistic-regression.js';
import { show } from '../../words.js';
import type { Learner } from './xgboost-learner.js';

/**
 * The linear booster as the linear model it is. XGBoost passes over missing values, as if they were 0; the models here
 * refuse them.
 *
 * @throws ModelFormatError for objectives whose predictions are no linear function or log-odds
 */
export function readGblinear(
  { section, nFeatures, nOutputs, nClasses, objective, objectiveName, start }: Learner,
  classes: readonly Label[],
): LinearRegression | LogisticRegression {
  const model = section.section('gradient_booster').section('model');
  const weights = model.numbers('weights', (nFeatures + 1) * nOutputs);
  if (!weights.every((weight) => Number.isFinite(Math.fround(weight)))) {
    throw model.wrong('has a weight that is not finite.');
  }
  // Features one after the other, outputs side by side, the biases last.
  const weight = (j: number, k: number) => Math.fround(weights[j * nOutputs + k]);
  const coefOf = (k: number) => Float64Array.from({ length: nFeatures }, (_, j) => weight(j, k));
  // XGBoost 3.2 starts every output of this booster at the first base score, also where there is one for each.
  const intercepts = start.map((_, k) => start[0] + weight(nFeatures, k));
  if (objective.task === 'numbers') {
    if (objective.link !== 'identity') {
      throw section.wrong(
        `has the objective ${show(objectiveName)} with gblinear, which no linear model here has.`,
      );
    }
    const linear = new LinearRegression();
    const [coef, intercept] = [coefOf(0), intercepts[0]];
    linear[RESTORE]({ nFeatures, coef, intercept, rank: null, converged: true });
    return linear;
  }
  const rows = intercepts.map((_, k) => coefOf(k));
  const isPair = nClasses === 2 && nOutputs === 2;
  const coef = isPair ? [rows[1].map((own, j) => own - rows[0][j])] : rows;
  const intercept = isPair ? [intercepts[1] - intercepts[0]] : intercepts;
  const logistic = new LogisticRegression();
  logistic[RESTORE]({
    nFeatures,
    classes: [...classes],
    coef: Float64Array.from(coef.flatMap((row) => Array.from(row))),
    intercept: Float64Array.from(intercept),
    nIter: 0,
    converged: true,
  });
  return logistic;
}
