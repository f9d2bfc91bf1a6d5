import { InvalidParameterError } from '../errors.js';
import {
  type HyperparameterTable,
  isAccepted,
  lookUp,
  readOptions,
  toSnakeCase,
} from '../hyperparameters.js';
import { show } from '../words.js';

/**
 * Options under scikit-learn's names turned into ours: `n_estimators` into `nEstimators`, and a
 * choice such as `'most_frequent'` into `'mostFrequent'`. Our own names pass through.
 *
 * @throws InvalidParameterError for a name that neither spelling has
 */
export function fromSnakeCase(
  owner: string,
  table: HyperparameterTable,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const known = new Map(Object.keys(table).map((name) => [toSnakeCase(name), name]));
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(readOptions(given, owner))) {
    const ours = known.get(name) ?? name;
    const row = lookUp(owner, table, ours);
    if (Object.hasOwn(result, ours)) {
      throw new InvalidParameterError(`${owner}: ${ours} is given twice, also as ${show(name)}.`);
    }
    const renamed = typeof value === 'string' ? toCamelCase(value) : value;
    result[ours] =
      row.type !== 'seed' && !isAccepted(row, value) && isAccepted(row, renamed) ? renamed : value;
  }
  return result;
}

function toCamelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
