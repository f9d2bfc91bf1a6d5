import { type Cell, FitPredictError, type TabularModel } from 'fitpredict';
import { Problem } from './problem.js';

/** Rows of values, or objects by column name; one of the two for all rows. */
export type Rows = (Cell[] | Record<string, Cell>)[];

/** @throws Problem when the rows do not fit the model */
export function predictRows(model: TabularModel, data: Rows) {
  const mixed = data.findIndex((row) => Array.isArray(row) !== Array.isArray(data[0]));
  if (mixed > 0) {
    throw new Problem(
      422,
      `data[${mixed}] is of another kind than data[0]. Pass arrays, or objects.`,
      {
        field: `data[${mixed}]`,
      },
    );
  }
  try {
    const { predictions, probabilities, unknownCategories, filled } = model.predictWithReport(
      data as Record<string, Cell>[],
    );
    return {
      predictions,
      ...(probabilities !== undefined && {
        classes: model.classes,
        probabilities: probabilities.to2DArray(),
      }),
      warnings: [
        ...Object.entries(filled).map(([name, n]) => `${name}: ${n} missing filled in.`),
        ...Object.entries(unknownCategories).map(
          ([name, n]) => `${name}: ${n} unknown, taken for the most frequent.`,
        ),
      ],
    };
  } catch (error) {
    if (error instanceof FitPredictError) throw new Problem(422, error.message, { field: 'data' });
    throw error;
  }
}
