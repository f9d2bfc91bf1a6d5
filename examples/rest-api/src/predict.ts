import { setImmediate as nextTurn } from 'node:timers/promises';
import { FitPredictError, type Label, type TabularModel } from 'fitpredict';
import { Problem } from './problem.js';
import type { Rows } from './rows.js';

/** Rows predicted at a stretch: between two of these, requests of a few rows have their turn. */
const STRETCH = 100;

export interface Predicted {
  readonly predictions: Label[];
  readonly classes?: Label[];
  readonly probabilities?: number[][];
  readonly warnings: string[];
}

/**
 * @param maxProbabilities - rows times classes
 * @throws Problem when the rows do not fit the model, or what it makes of them are no numbers
 */
export async function predictRows(
  model: TabularModel,
  data: Rows,
  maxProbabilities: number,
): Promise<Predicted> {
  const { classes } = model;
  if (data.length * classes.length > maxProbabilities) {
    throw new Problem(
      413,
      `data has ${data.length} rows, which with ${classes.length} classes make more than the ${maxProbabilities} probabilities that an answer may hold. Send fewer.`,
      { field: 'data' },
    );
  }
  const predictions: Label[] = [];
  const probabilities: number[][] = [];
  const filled = new Map<string, number>();
  const unknown = new Map<string, number>();
  for (let first = 0; first < data.length; first += STRETCH) {
    if (first > 0) await nextTurn();
    const found = predictStretch(model, data, first);
    predictions.push(...found.predictions);
    probabilities.push(...(found.probabilities?.to2DArray() ?? []));
    addCounts(filled, found.filled);
    addCounts(unknown, found.unknownCategories);
  }
  checkFinite(predictions, probabilities);
  return {
    predictions,
    ...(probabilities.length > 0 && { classes: [...classes], probabilities }),
    warnings: [
      ...[...filled].map(([name, n]) => `${name}: ${n} missing filled in.`),
      ...[...unknown].map(([name, n]) => `${name}: ${n} unknown, taken for the most frequent.`),
    ],
  };
}

function predictStretch(model: TabularModel, data: Rows, first: number) {
  try {
    return model.predictWithReport(data.slice(first, first + STRETCH) as Rows);
  } catch (error) {
    if (!(error instanceof FitPredictError)) throw error;
    throw new Problem(422, first === 0 ? error.message : faultOf(model, data), { field: 'data' });
  }
}

/** A fault that was found in a stretch, told with the number of its row among all. */
function faultOf(model: TabularModel, data: Rows): string {
  try {
    model.predict(data);
  } catch (error) {
    if (error instanceof FitPredictError) return error.message;
  }
  return 'The rows do not fit the model.';
}

function addCounts(sums: Map<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, n] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + n);
}

/** JSON has no NaN: it would arrive as null, which reads as a missing label. */
function checkFinite(predictions: readonly Label[], probabilities: readonly number[][]): void {
  const isNumber = (value: Label) => typeof value !== 'number' || Number.isFinite(value);
  const i = predictions.findIndex(
    (label, row) => !isNumber(label) || !(probabilities[row]?.every(isNumber) ?? true),
  );
  if (i < 0) return;
  throw new Problem(
    422,
    `data[${i}] is too far from what the model was trained on: the prediction overflows. Check its values.`,
    { field: `data[${i}]` },
  );
}
