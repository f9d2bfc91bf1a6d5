/** Options that several splitters have, each described once. */

import { InvalidParameterError } from '../errors.js';
import { boolean, integer, seed } from '../hyperparameters.js';
import type { Seed } from '../random/rng.js';
import { show } from '../words.js';

export const foldCount = () => integer({ min: 2, default: 5, about: 'how many folds to make.' });

export const drawCount = (number: number) =>
  integer({ min: 1, default: number, about: 'how often to draw.' });

export const repeatCount = () => integer({ min: 1, default: 10, about: 'how often to cut anew.' });

/** The options of folds that can be shuffled. */
export const shuffledFolds = (dealt: 'samples' | 'groups' = 'samples') => ({
  nSplits: foldCount(),
  shuffle: boolean({ default: false, about: `whether to deal the ${dealt} out by chance.` }),
  randomState: seed(),
});

/** @throws InvalidParameterError for a seed that nothing would be drawn by */
export function checkSeedCounts(
  type: string,
  { shuffle, randomState }: { readonly shuffle: boolean; readonly randomState: Seed | null },
): void {
  if (shuffle || randomState === null) return;
  throw new InvalidParameterError(
    `${type}: randomState is ${show(randomState)}, but shuffle is false, so nothing is drawn. Pass shuffle: true, or leave randomState out.`,
  );
}
