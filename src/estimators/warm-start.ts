import { InvalidInputError, InvalidParameterError } from '../errors.js';

/**
 * The last fit, when `warmStart` goes on from it.
 *
 * @param last - undefined before the first fit
 * @param goesOn - whether it learned from data of the same form
 * @param form - that form in words that "of the last fit" can follow
 * @throws InvalidInputError when it did not
 * @throws InvalidParameterError when it has more trees than nEstimators asks for
 */
export function keptTrees<State extends { readonly trees: ArrayLike<unknown> }>(
  { warmStart, nEstimators }: { readonly warmStart: boolean; readonly nEstimators: number },
  last: State | undefined,
  goesOn: (last: State) => boolean,
  { owner, form }: { readonly owner: string; readonly form: string },
): State | undefined {
  if (!warmStart || last === undefined) return undefined;
  if (!goesOn(last)) {
    throw new InvalidInputError(
      `${owner}.fit: with warmStart, ${form} of the last fit. Set warmStart to false to begin anew.`,
    );
  }
  const grown = last.trees.length;
  if (grown <= nEstimators) return last;
  throw new InvalidParameterError(
    `${owner}: with warmStart, nEstimators must be at least the ${grown} trees there are, but got ${nEstimators}. Raise it, or set warmStart to false.`,
  );
}
