/** Options of functions: every name that is given must be one that is known. */

import { InvalidParameterError } from './errors.js';
import { readOptions } from './hyperparameters.js';
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
  const given = readOptions(options, where);
  const known: readonly string[] = names;
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    throw new InvalidParameterError(
      `${where}: there is no option ${show(name)}. ${didYouMean(name, known)}`,
    );
  }
  return given;
}
