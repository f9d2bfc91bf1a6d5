/** Options of functions: every name that is given must be one that is known. */

import { InvalidParameterError } from './errors.js';
import { type HyperparameterTable, readOptions } from './hyperparameters.js';
import { didYouMean, show } from './words.js';

/** Holds `Names` to be all names of `Options`, so that an option cannot be added and then refused. */
type AllNames<Options, Names extends readonly unknown[]> = [
  Exclude<keyof Options, Names[number]>,
] extends [never]
  ? Names
  : { readonly missing: Exclude<keyof Options, Names[number]> };

/**
 * The entries of options, as `readOptions` gives them, where each has a known name: a misspelt option would
 * else be one that silently does nothing.
 *
 * @param where - the function, for messages
 * @param names - all options that it has
 * @throws InvalidParameterError for what is no object of options, and for an unknown name, with the nearest
 */
export function readNamed<
  Options extends object,
  const Names extends readonly (keyof Options & string)[],
>(options: Options, where: string, names: Names & AllNames<Options, Names>): Options {
  return readKnown(options, where, names);
}

/**
 * As `readNamed`, where most options have a row in a table: for functions that are awaited, which take some beside those of
 * their table, and must know these too to suggest them.
 *
 * @param table - the options that `resolve` checks
 * @param beside - all others
 */
export function readNamedBeside<
  Options extends object,
  Table extends HyperparameterTable,
  const Names extends readonly (Exclude<keyof Options, keyof Table> & string)[],
>(
  options: Options,
  where: string,
  table: Table,
  beside: Names & AllNames<Omit<Options, keyof Table>, Names>,
): Options {
  return readKnown(options, where, [...Object.keys(table), ...beside]);
}

function readKnown<Options extends object>(
  options: Options,
  where: string,
  known: readonly string[],
): Options {
  const given = readOptions(options, where);
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    throw new InvalidParameterError(
      `${where}: there is no option ${show(name)}. ${didYouMean(name, known)}`,
    );
  }
  return given;
}
