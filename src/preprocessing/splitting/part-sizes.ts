import { InvalidInputError, InvalidParameterError } from '../../errors.js';
import { aChoice, anInteger, aReal, either, type Rule } from '../../hyperparameters.js';
import { count } from '../../words.js';

/** What a user says of the sizes: shares above 0 and below 1, or numbers of samples from 1. */
export interface AskedSizes {
  readonly testSize: number | null;
  readonly trainSize: number | null;
}

/** How many samples go where. */
export interface PartSizes {
  readonly train: number;
  readonly test: number;
}

/** What `testSize` and `trainSize` take. */
export function sizeRule(): Rule {
  const share = aReal({ above: 0, below: 1 });
  return either({ ...share, range: 'a share > 0 and < 1' }, anInteger({ min: 1 }), aChoice(null));
}

/**
 * As scikit-learn: a share of the test part is rounded up, one of the training part down.
 *
 * @param n - how many things there are
 * @param testShare - the share of the test part when neither size is given
 * @param noun - what is split, for messages
 * @throws InvalidParameterError when more is asked for than there is
 * @throws InvalidInputError when a part would be empty
 */
export function partSizes(
  n: number,
  asked: AskedSizes,
  testShare: number,
  where: string,
  noun = 'sample',
): PartSizes {
  const { trainSize } = asked;
  const testSize = asked.testSize ?? (trainSize === null ? testShare : null);
  const test = testSize === null ? null : testSize < 1 ? Math.ceil(testSize * n) : testSize;
  const train = trainSize === null ? null : trainSize < 1 ? Math.floor(trainSize * n) : trainSize;
  const sizes = { train: train ?? n - (test as number), test: test ?? n - (train as number) };
  const told = `testSize ${testSize} and trainSize ${trainSize}`;
  if (sizes.train + sizes.test > n || sizes.train < 0 || sizes.test < 0) {
    const needed = (train ?? 0) + (test ?? 0);
    throw new InvalidParameterError(
      `${where}: ${told} ask for ${count(needed, noun)}, but there are only ${n}. Make the parts smaller.`,
    );
  }
  for (const part of ['train', 'test'] as const) {
    if (sizes[part] > 0) continue;
    throw new InvalidInputError(
      `${where}: with ${count(n, noun)}, ${told} leave the ${part} part empty. Pass more ${noun}s, or another size.`,
    );
  }
  return sizes;
}
