import {
  type Explanation,
  explainAsync,
  FitPredictError,
  formatExplanation,
  type TabularModel,
  toSnakeCase,
} from 'fitpredict';
import { Places } from './places.js';
import { Problem } from './problem.js';
import type { Rows } from './rows.js';

/** One explanation at a time: asking a model that has to be asked takes thousands of predictions a row. */
const turns = new Places(1);

/**
 * What each column adds to the predictions, in slices between which other requests have their turn.
 *
 * @param maxValues - rows times classes times columns
 * @throws Problem when the model has no numbers to explain, or the answer would be too long
 */
export async function explainRows(model: TabularModel, data: Rows, maxValues: number) {
  const size = data.length * Math.max(1, model.classes.length) * model.features.length;
  if (size > maxValues) {
    throw new Problem(
      413,
      `An explanation of ${data.length} rows would hold ${size} contributions, more than the ${maxValues} values that an answer may hold. Send fewer.`,
      { field: 'data' },
    );
  }
  return turns.take(async () => {
    try {
      return asAnswer(await explainAsync(model, data, { randomState: 0 }));
    } catch (error) {
      if (!(error instanceof FitPredictError)) throw error;
      throw new Problem(422, error.message, { field: 'explain' });
    }
  });
}

function asAnswer(explanation: Explanation) {
  const { method, unit, comparedWith, rows } = explanation;
  return {
    method: toSnakeCase(method),
    unit: toSnakeCase(unit),
    compared_with: toSnakeCase(comparedWith),
    rows: rows.map(({ outputs }) =>
      outputs.map(({ label, baseValue, prediction, contributions }) => ({
        label,
        base_value: baseValue,
        prediction,
        contributions,
      })),
    ),
    text: formatExplanation(explanation),
  };
}
