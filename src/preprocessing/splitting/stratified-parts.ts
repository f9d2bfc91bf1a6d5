import type { Label } from '../../contracts.js';
import type { EncodedLabels } from '../../data/labels.js';
import { InvalidInputError } from '../../errors.js';
import type { Rng } from '../../random/rng.js';
import { shuffle } from '../../random/sampling.js';
import { count, show } from '../../words.js';
import { apportion } from './apportion.js';
import type { PartSizes } from './part-sizes.js';

/**
 * A random training and a random test part that hold the classes in the shares of all samples.
 * Source: scikit-learn's StratifiedShuffleSplit.
 *
 * @param sizes - how many samples go where, together at most all
 * @param name - what the labels are called in messages
 * @throws InvalidInputError for a class of one sample, and for a part smaller than the number of classes
 */
export function stratifiedParts(
  { codes, classes }: EncodedLabels<Label>,
  sizes: PartSizes,
  rng: Rng,
  where: string,
  name: string,
): { train: Int32Array; test: Int32Array } {
  const members: number[][] = classes.map(() => []);
  for (let i = 0; i < codes.length; i++) members[codes[i]].push(i);
  const counts = members.map(({ length }) => length);
  checkClasses(classes, counts, sizes, where, name);

  const trainCounts = apportion(counts, sizes.train, rng);
  const left = counts.map((size, k) => size - trainCounts[k]);
  const testCounts = apportion(left, sizes.test, rng);
  const train: number[] = [];
  const test: number[] = [];
  for (const [k, samples] of members.entries()) {
    shuffle(samples, rng);
    const testEnd = trainCounts[k] + testCounts[k];
    for (let i = 0; i < trainCounts[k]; i++) train.push(samples[i]);
    for (let i = trainCounts[k]; i < testEnd; i++) test.push(samples[i]);
  }
  return {
    train: shuffle(Int32Array.from(train), rng),
    test: shuffle(Int32Array.from(test), rng),
  };
}

function checkClasses(
  classes: readonly Label[],
  counts: readonly number[],
  sizes: PartSizes,
  where: string,
  name: string,
): void {
  const rare = counts.findIndex((size) => size < 2);
  if (rare >= 0) {
    throw new InvalidInputError(
      `${where}: the class ${show(classes[rare])} of ${name} has only 1 sample, but each class needs one in both parts. Drop or merge classes with fewer than 2 samples, or do not stratify.`,
    );
  }
  for (const part of ['train', 'test'] as const) {
    if (sizes[part] >= classes.length) continue;
    throw new InvalidInputError(
      `${where}: the ${part} part has ${count(sizes[part], 'sample')}, but ${name} has ${classes.length} classes. Make the part at least as large as the number of classes.`,
    );
  }
}
