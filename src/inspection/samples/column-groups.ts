import { filledLength, lengthOf, reading } from '../../data/array-like.js';
import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { isTabular } from '../../estimator-kind.js';
import { parameter } from '../../hyperparameters.js';
import { show } from '../../words.js';
import { type ColumnRef, type EditableSamples, findColumn } from './editable-samples.js';

/** The row of an option of columns, or of arrays of them, in a table of options. */
export function anArrayOfColumns(about: string) {
  const rule = {
    type: 'columns',
    range: 'an array of at least one column',
    accepts: (value: unknown) => value === null || (lengthOf(value) ?? 0) > 0,
  };
  return parameter(rule, { default: null, about });
}

/**
 * Columns that belong together, by their numbers.
 *
 * @param features - columns, or arrays of columns; null for every column by itself, those of its fit where the model tells them
 * @throws InvalidInputError for a column that is not there, and for one that is twice in a group
 * @throws InvalidParameterError for a group without columns
 */
export function readGroups(
  features: readonly (ColumnRef | readonly ColumnRef[])[] | null,
  samples: EditableSamples,
  model: object,
  where: string,
): number[][] {
  if (features === null) return columnsOfFit(samples, model).map((j) => [j]);
  return Array.from(features, (feature, g) => {
    const name = `features[${g}]`;
    const length = reading(where, name, () => filledLength(feature));
    if (length === undefined) return [findColumn(samples, feature, name, where)];
    const group = Array.from(feature as readonly ColumnRef[], (ref) =>
      findColumn(samples, ref, name, where),
    );
    if (group.length === 0) {
      throw new InvalidParameterError(
        `${where}: ${name} has no columns. Pass at least one, or leave it out.`,
      );
    }
    const twice = group.find((j, at) => group.indexOf(j) !== at);
    if (twice === undefined) return group;
    throw new InvalidInputError(
      `${where}: ${name} has column ${show(samples.names[twice])} twice. Pass each column once.`,
    );
  });
}

/** The columns that count: a model of `trainModel` passes over those it was not trained on, such as its target. */
export function columnsOfFit({ names }: EditableSamples, model: object): number[] {
  const all = Array.from(names.keys());
  const known: unknown = isTabular(model) ? Reflect.get(model, 'features') : undefined;
  const ofFit = Array.isArray(known) ? all.filter((j) => known.includes(names[j])) : [];
  return ofFit.length > 0 ? ofFit : all;
}
