import type { Matrix } from 'ml-matrix';
import type { Label, MatrixLike } from '../../contracts.js';
import { lengthOf, reading } from '../../data/array-like.js';
import { type Dense, parseFeatures, toMatrix } from '../../data/dense.js';
import { encodeLabels } from '../../data/labels.js';
import { lengthGiven } from '../../data/targets.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { type Hyperparameter, integer } from '../../hyperparameters.js';
import { reserveBlock } from '../../memory.js';
import { labels, number, object } from '../../serialization/schema.js';
import { count, show } from '../../words.js';
import { orderFault } from './categories.js';
import { nearestKnown } from './nearest-known.js';

/** What `LabelBinarizer` writes for a class and for the others. */
export interface LabelBinarizerOptions {
  /** What stands for a class that a sample is not of; below `posLabel`. Default 0. */
  negLabel?: number;
  /** What stands for the class that a sample is of. Default 1. */
  posLabel?: number;
}

interface LabelBinarizerState {
  classes: Label[];
  negLabel: number;
  posLabel: number;
}

const hyperparameters = {
  negLabel: integer({ default: 0, about: 'what stands for a class that a sample is not of.' }),
  posLabel: integer({ default: 1, about: 'what stands for the class that a sample is of.' }),
} satisfies Record<keyof LabelBinarizerOptions, Hyperparameter>;

/**
 * Class labels as columns, one a class, that say whether a sample is of it; of two classes the later one's column says
 * it all. Classifiers of this library take labels of any type and need none.
 *
 * @example
 * const binarizer = new LabelBinarizer().fit(['pear', 'apple', 'fig'])
 * binarizer.classes                         // ['apple', 'fig', 'pear']
 * binarizer.transform(['fig'])              // [[0, 1, 0]]
 * binarizer.inverseTransform([[0.1, 0.2, 0.7]]) // ['pear']
 */
export class LabelBinarizer<L extends Label = Label> extends Estimator<
  LabelBinarizerOptions,
  LabelBinarizerState
> {
  static readonly info: EstimatorInfo = {
    type: 'LabelBinarizer',
    hyperparameters,
    state: object<LabelBinarizerState>(
      {
        classes: labels(),
        negLabel: number({ integer: true }),
        posLabel: number({ integer: true }),
      },
      ({ classes, negLabel, posLabel }) => {
        if (classes.length === 0) return 'there are no classes';
        if (negLabel >= posLabel) return 'negLabel must be below posLabel';
        return orderFault(classes);
      },
    ),
  };

  constructor(options: LabelBinarizerOptions = {}) {
    super(LabelBinarizer.info, options);
  }

  /**
   * Learn the distinct labels.
   *
   * @param y - labels [nSamples], numbers, text or booleans, not mixed
   * @throws InvalidInputError when y is empty, mixes types or misses a label
   * @throws InvalidParameterError when negLabel is not below posLabel
   */
  fit<M extends L>(y: ArrayLike<M>): LabelBinarizer<M> {
    const where = 'LabelBinarizer.fit';
    const { negLabel, posLabel } = this.params;
    if (negLabel >= posLabel) {
      throw new InvalidParameterError(
        `${where}: negLabel must be below posLabel, but they are ${negLabel} and ${posLabel}. Swap them.`,
      );
    }
    const { classes } = encodeLabels(y, lengthGiven(y, 'y', where), where);
    if (classes.length === 0) {
      throw new InvalidInputError(`${where}: y is empty. Pass at least one label.`);
    }
    this.state = { classes, negLabel, posLabel };
    return this as LabelBinarizer<Label> as LabelBinarizer<M>;
  }

  /**
   * The columns of each label.
   *
   * @param y - labels [nSamples]
   * @returns `posLabel` in the column of the label and `negLabel` elsewhere [nSamples × nClasses]; of two classes, or
   *   one, [nSamples × 1]
   * @throws NotFittedError before fit
   * @throws InvalidInputError for a label that fit has not seen, with the nearest that it has, and for more columns
   *   than memory may hold
   */
  transform(y: ArrayLike<L>): Matrix {
    const { classes, negLabel, posLabel } = this.fitted('transform');
    const where = 'LabelBinarizer.transform';
    const rows = lengthGiven(y, 'y', where);
    const width = widthOf(classes);
    const positions = new Map(classes.map((label, k) => [label, k]));
    const out = reserveBlock(rows, width, {
      where,
      what: `${count(rows, 'row')} of ${width} classes`,
      remedy: 'Use LabelEncoder.',
    }).fill(negLabel);
    for (let i = 0; i < rows; i++) {
      const k = positions.get(y[i]);
      if (k === undefined) {
        throw new InvalidInputError(
          `${where}: y[${i}] is ${show(y[i])}, which fit has not seen. ${nearestKnown(y[i], classes)}`,
        );
      }
      // One column is that of the later of two classes.
      const column = width > 1 ? k : k - 1;
      if (column >= 0) out[i * width + column] = posLabel;
    }
    return toMatrix(out, rows, width);
  }

  /** `fit`, then `transform` of the same labels. */
  fitTransform(y: ArrayLike<L>): Matrix {
    return this.fit(y).transform(y);
  }

  /**
   * The label of each row: of several classes that of the greatest value, the first on a tie; of two the later one where
   * its column is above the threshold.
   *
   * @param Y - what `transform` returned, decisions or probabilities [nSamples × nClasses]; of two classes also
   *   [nSamples × 1] or [nSamples]
   * @param threshold - with two classes; default half way between negLabel and posLabel
   * @throws NotFittedError before fit
   * @throws InvalidInputError for another number of columns, or values that are not finite
   * @throws InvalidParameterError for a threshold that is no number
   */
  inverseTransform(Y: MatrixLike | ArrayLike<number>, threshold?: number): L[] {
    const { classes, negLabel, posLabel } = this.fitted('inverseTransform');
    const where = 'LabelBinarizer.inverseTransform';
    const least = threshold ?? (negLabel + posLabel) / 2;
    if (typeof least !== 'number' || Number.isNaN(least)) {
      throw new InvalidParameterError(
        `${where}: threshold must be a number, but got ${show(threshold)}.`,
      );
    }
    const { data, rows, columns } = parseColumnsOf(Y, where);
    if (columns !== widthOf(classes) && columns !== classes.length) {
      throw new InvalidInputError(
        `${where}: Y has ${count(columns, 'column')}, but there are ${classes.length} classes. Pass what transform returned.`,
      );
    }
    return Array.from({ length: rows }, (_, i) => {
      const row = data.subarray(i * columns, (i + 1) * columns);
      if (classes.length > 2) return classes[argmax(row)] as L;
      const isLater = classes.length === 2 && row[columns - 1] > least;
      return classes[isLater ? 1 : 0] as L;
    });
  }

  /** The labels that fit has seen, in ascending order. */
  get classes(): readonly L[] {
    return this.shown('classes', ({ classes }) => [...(classes as L[])]);
  }
}

/** Two classes need one column, and so does one. */
function widthOf(classes: readonly Label[]): number {
  return classes.length > 2 ? classes.length : 1;
}

/** Numbers without columns are one column. */
function parseColumnsOf(Y: MatrixLike | ArrayLike<number>, where: string): Dense {
  const flat = reading(where, 'Y', () =>
    lengthOf(Y) !== undefined && typeof (Y as ArrayLike<unknown>)[0] === 'number'
      ? Array.from(Y as ArrayLike<number>, (value) => [value])
      : undefined,
  );
  return parseFeatures(flat ?? (Y as MatrixLike), where);
}

function argmax(values: Float64Array): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k;
  return best;
}
