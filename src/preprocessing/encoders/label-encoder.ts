import type { Label } from '../../contracts.js';
import { decodeLabels, encodeLabels } from '../../data/labels.js';
import { lengthGiven } from '../../data/targets.js';
import { InvalidInputError } from '../../errors.js';
import { Estimator, type EstimatorInfo } from '../../estimator.js';
import { type Hyperparameter, integer, oneOf } from '../../hyperparameters.js';
import { oneOf as choice, labels, number, object } from '../../serialization/schema.js';
import { show } from '../../words.js';
import { orderFault } from './categories.js';
import { nearestKnown } from './nearest-known.js';

/** What `LabelEncoder` does with labels that `fit` has not seen. */
export interface LabelEncoderOptions {
  /**
   * What to do with labels that fit has not seen: refuse them (`'error'`), write `unknownValue`
   * (`'useEncodedValue'`), or take them for the most frequent label of fit (`'useMostFrequent'`). Default
   * `'error'`.
   */
  handleUnknown?: 'error' | 'useEncodedValue' | 'useMostFrequent';
  /** The code of unknown labels when `handleUnknown` is `'useEncodedValue'`: an integer below 0. Default -1. */
  unknownValue?: number;
}

export interface LabelEncoderState {
  classes: Label[];
  handleUnknown: 'error' | 'useEncodedValue' | 'useMostFrequent';
  unknownValue: number;
  /** The code of the label that fit saw most often, the smallest on a tie. */
  mostFrequent: number;
}

const hyperparameters = {
  handleUnknown: oneOf(['error', 'useEncodedValue', 'useMostFrequent'], {
    default: 'error',
    about: 'what to do with labels that fit has not seen.',
  }),
  unknownValue: integer({
    max: -1,
    default: -1,
    about: 'the code of unknown labels when handleUnknown is "useEncodedValue".',
  }),
} satisfies Record<keyof LabelEncoderOptions, Hyperparameter>;

/**
 * Class labels as the integers 0 to nClasses - 1, in ascending order of the labels, and back.
 * Classifiers of this library take labels of any type and need no encoder.
 *
 * @example
 * const encoder = new LabelEncoder().fit(['pear', 'apple', 'pear'])
 * encoder.classes                   // ['apple', 'pear']
 * encoder.transform(['pear'])       // [1]
 * encoder.inverseTransform([0, 1])  // ['apple', 'pear']
 */
export class LabelEncoder<L extends Label = Label> extends Estimator<
  LabelEncoderOptions,
  LabelEncoderState
> {
  static readonly info: EstimatorInfo = {
    type: 'LabelEncoder',
    hyperparameters,
    state: object<LabelEncoderState>(
      {
        classes: labels(),
        handleUnknown: choice('error', 'useEncodedValue', 'useMostFrequent'),
        unknownValue: number({ integer: true, max: -1 }),
        mostFrequent: number({ integer: true, min: 0 }),
      },
      ({ classes, mostFrequent }) => {
        if (mostFrequent >= classes.length) return 'the most frequent label is none of the classes';
        return orderFault(classes);
      },
    ),
  };

  constructor(options: LabelEncoderOptions = {}) {
    super(LabelEncoder.info, options);
  }

  /**
   * Learn the distinct labels.
   *
   * @param y - labels [nSamples], numbers, text or booleans, not mixed
   * @throws InvalidInputError when y is empty, mixes types or misses a label
   */
  fit<M extends L>(y: ArrayLike<M>): LabelEncoder<M> {
    this.#learn(y, 'LabelEncoder.fit');
    return this as LabelEncoder<Label> as LabelEncoder<M>;
  }

  #learn(y: ArrayLike<Label>, where: string): Int32Array {
    const { codes, classes } = encodeLabels(y, lengthGiven(y, 'y', where), where);
    if (classes.length === 0) {
      throw new InvalidInputError(`${where}: y is empty. Pass at least one label.`);
    }
    const counts = new Int32Array(classes.length);
    for (const code of codes) counts[code]++;
    let mostFrequent = 0;
    for (let k = 1; k < counts.length; k++) if (counts[k] > counts[mostFrequent]) mostFrequent = k;
    const { handleUnknown, unknownValue } = this.params;
    this.state = { classes, handleUnknown, unknownValue, mostFrequent };
    return codes;
  }

  /**
   * The code of each label: its position in `classes`.
   *
   * @param y - labels [nSamples]
   * @throws NotFittedError before fit
   * @throws InvalidInputError for a label that fit has not seen, with the nearest that it has, where `handleUnknown` is
   *   `'error'`
   */
  transform(y: ArrayLike<L>): number[] {
    const { classes, handleUnknown, unknownValue, mostFrequent } = this.fitted('transform');
    lengthGiven(y, 'y', 'LabelEncoder.transform');
    const codes = new Map(classes.map((label, k) => [label, k]));
    return Array.from(y, (label, i) => {
      const code = codes.get(label);
      if (code !== undefined) return code;
      if (handleUnknown === 'error') throw unseen(label, i, classes);
      return handleUnknown === 'useMostFrequent' ? mostFrequent : unknownValue;
    });
  }

  /** `fit`, then `transform` of the same labels. */
  fitTransform(y: ArrayLike<L>): number[] {
    return Array.from(this.#learn(y, 'LabelEncoder.fitTransform'));
  }

  /**
   * The label of each code.
   *
   * @param codes - integers from 0 to nClasses - 1 [nSamples]
   * @throws NotFittedError before fit
   * @throws InvalidInputError for any other code
   */
  inverseTransform(codes: ArrayLike<number>): L[] {
    const { classes } = this.fitted('inverseTransform');
    lengthGiven(codes, 'codes', 'LabelEncoder.inverseTransform');
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i];
      if (!Number.isInteger(code) || code < 0 || code >= classes.length) {
        throw new InvalidInputError(
          `LabelEncoder.inverseTransform: codes[${i}] is ${show(code)}, but codes are integers from 0 to ${classes.length - 1}. Pass what transform returned.`,
        );
      }
    }
    return decodeLabels(codes, classes as L[]);
  }

  /** The labels that fit has seen, in ascending order. */
  get classes(): readonly L[] {
    return this.shown('classes', ({ classes }) => [...(classes as L[])]);
  }
}

function unseen(label: unknown, i: number, classes: readonly Label[]): InvalidInputError {
  return new InvalidInputError(
    `LabelEncoder.transform: y[${i}] is ${show(label)}, which fit has not seen. ${nearestKnown(label, classes)}`,
  );
}
