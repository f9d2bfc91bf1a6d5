import type { Label } from '../contracts.js';
import type { Dense } from '../data/dense.js';
import { decodeLabels } from '../data/labels.js';
import type { Fields } from './fields.js';
import { type Rows, readRows } from './rows.js';

/** A loaded model that predicts and does nothing else. Its answers are the bits of the class it was saved from. */
export interface Predictor<L extends Label = Label> {
  /** The class that it was saved from, such as `GradientBoostingClassifier`. */
  readonly type: string;
  /** How many numbers a row has. */
  readonly nFeatures: number;
  /** The labels of a classifier, in the order of its probabilities; absent for other models. */
  readonly classes?: readonly L[];
  /**
   * The label or the number for each row; of an isolation forest -1 for outliers and 1 for the others.
   *
   * @param rows - [nSamples][nFeatures], or all numbers row after row; NaN is missing, where trees ask
   * @throws InvalidInputError when rows are of another length, or hold what the model does not take
   */
  predict(rows: Rows): L[];
  /** Class probabilities [nSamples][nClasses]; absent where the model has none. Parameters and errors as `predict`. */
  predictProba?(rows: Rows): number[][];
  /**
   * Margins, or how ordinary an isolation forest finds each row: [nSamples], or a row of one a class where these are
   * three or more; absent where the model has none. Parameters and errors as `predict`.
   */
  decisionFunction?(rows: Rows): number[] | number[][];
}

/** How one model answers for samples that were read. */
export interface Answers {
  readonly nFeatures: number;
  /** Whether NaN is a value like others. */
  readonly allowMissing: boolean;
  readonly classes?: readonly Label[];
  /** Numbers, or positions in `classes` [nSamples]. */
  predict(samples: Dense): ArrayLike<number>;
  /** [nSamples × nClasses] */
  predictProba?(samples: Dense): Float64Array;
  /** [nSamples × nOutputs] */
  decisionFunction?(samples: Dense): Float64Array;
}

/** A class of models: reads from the state in a file how one answers. */
export type Kind = (state: Fields) => Answers;

/** A model's answers, for rows as users have them. */
export function predictorOf(type: string, model: Answers): Predictor {
  const { nFeatures, classes, allowMissing } = model;
  const read = (rows: Rows, method: string) =>
    readRows(rows, nFeatures, allowMissing, `${type}.${method}`);
  return {
    type,
    nFeatures,
    ...(classes && { classes }),
    predict(rows) {
      const said = model.predict(read(rows, 'predict'));
      return classes === undefined ? Array.from(said) : decodeLabels(said, classes);
    },
    ...(model.predictProba && {
      predictProba(rows: Rows) {
        const samples = read(rows, 'predictProba');
        return cut(model.predictProba?.(samples) as Float64Array, samples.rows) as number[][];
      },
    }),
    ...(model.decisionFunction && {
      decisionFunction(rows: Rows) {
        const samples = read(rows, 'decisionFunction');
        const said = model.decisionFunction?.(samples) as Float64Array;
        return said.length === samples.rows ? Array.from(said) : cut(said, samples.rows);
      },
    }),
  };
}

/** The rows of a block. */
function cut(block: Float64Array, rows: number): number[][] {
  const columns = block.length / rows;
  return Array.from({ length: rows }, (_, i) =>
    Array.from(block.subarray(i * columns, (i + 1) * columns)),
  );
}
