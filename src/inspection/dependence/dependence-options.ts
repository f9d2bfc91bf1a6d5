/** Options that partial dependence and accumulated local effects share, and what both give. */

import type { Label } from '../../contracts.js';
import { lengthOf } from '../../data/array-like.js';
import type { Cell } from '../../data/columns.js';
import type { ResponseMethod } from '../../ensembles/thresholds/positive-scores.js';
import { InvalidParameterError } from '../../errors.js';
import { type Hyperparameter, parameter } from '../../hyperparameters.js';
import { validationOptions } from '../../model-selection/validation-options.js';
import { show } from '../../words.js';
import { type ColumnRef, type EditableSamples, findColumn } from '../samples/editable-samples.js';
import { responseMethod } from './response.js';

/** Which features are looked at, and by what answers of the model. */
export interface DependenceOptions {
  /** The column to look at, or columns to look at together, by name or number. */
  features: ColumnRef | readonly ColumnRef[];
  /** Columns whose numbers are codes of categories, by name or number; text and booleans are in any case. Default: none. */
  categoricalFeatures?: readonly ColumnRef[];
  /**
   * What a classifier is asked: `'predictProba'`, `'decisionFunction'`, or `'auto'`, the first of these that it has.
   * Default `'auto'`.
   */
  responseMethod?: ResponseMethod;
  /** How much each sample counts in a mean [nSamples]. Default: all 1. */
  sampleWeight?: ArrayLike<number>;
}

/** Where a model was looked at, and what its numbers are of. */
export interface DependenceGrid {
  /** The names of the features [nFeatures]; `x0, x1, …` where X has none. */
  readonly features: string[];
  /** For each feature its values [nValues]; null is missing. */
  readonly gridValues: [Cell[], ...Cell[][]];
  /**
   * The label of each output of a classifier, which are its classes; of two classes the later one is the only output.
   * Empty for all else, which has one output, or as many as a function gives.
   */
  readonly classes: Label[];
}

/** The rows of these options in a table. */
export const dependenceOptions = () =>
  ({
    features: parameter(
      {
        type: 'columns',
        range: 'the name or the number of a column, or an array of them',
        accepts: (value) =>
          typeof value === 'string' || typeof value === 'number' || (lengthOf(value) ?? 0) > 0,
      },
      { default: null, about: "features: 'age' or ['age', 'income'] for example." },
    ),
    categoricalFeatures: parameter(
      {
        type: 'columns',
        range: 'an array of columns',
        accepts: (value) => value === null || lengthOf(value) !== undefined,
      },
      { default: null, about: 'the names or numbers of columns that hold codes of categories.' },
    ),
    responseMethod: responseMethod(),
    sampleWeight: validationOptions().sampleWeight,
  }) satisfies Record<keyof DependenceOptions, Hyperparameter>;

/**
 * The numbers of the columns to look at.
 *
 * @param given - one column, or several; null where the option was left out
 * @throws InvalidParameterError for none, and for one that is given twice
 * @throws InvalidInputError for a column that X does not have
 */
export function readFeatures(
  given: ColumnRef | readonly ColumnRef[] | null,
  samples: EditableSamples,
  where: string,
): number[] {
  if (given === null) {
    throw new InvalidParameterError(
      `${where}: features is missing. Pass the column to look at, as { features: ${show(samples.names[0])} }.`,
    );
  }
  const refs = typeof given === 'object' ? Array.from(given) : [given];
  const features = refs.map((ref) => findColumn(samples, ref, 'features', where));
  const twice = features.find((j, at) => features.indexOf(j) !== at);
  if (twice === undefined) return features;
  throw new InvalidParameterError(
    `${where}: features has column ${show(samples.names[twice])} twice. Pass each column once.`,
  );
}
