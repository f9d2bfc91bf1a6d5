import type { Label } from '../contracts.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { didYouMean, show } from '../words.js';

/** `classWeight` as users write it. Keys of the object are labels as text: `{ yes: 2, no: 1 }`. */
export type ClassWeight = 'balanced' | Readonly<Record<string, number>> | null;

/**
 * Weight of each sample with that of its class multiplied in.
 * `'balanced'` is Σ weights / (nClasses · Σ weights of the class), so that all classes weigh alike;
 * in an object, a class without an entry weighs 1.
 *
 * @param codes - class of each sample, -1 for one that weighs nothing [nSamples]
 * @param weights - sample weights [nSamples], or undefined for all 1; left as they are
 * @param owner - name of the estimator, for messages
 * @returns [nSamples]
 * @throws InvalidParameterError when the object names a label that does not occur, or gives one the weight 0
 * @throws InvalidInputError when a weight times that of its class is beyond the range of numbers
 */
export function weightClasses(
  classWeight: ClassWeight,
  codes: Int32Array,
  classes: readonly Label[],
  weights: Float64Array | undefined,
  owner: string,
): Float64Array {
  const weighted = weights?.slice() ?? new Float64Array(codes.length).fill(1);
  if (classWeight === null) return weighted;
  const perClass =
    classWeight === 'balanced'
      ? balance(codes, classes.length, weighted)
      : readWeights(classWeight, classes, owner);
  for (let i = 0; i < weighted.length; i++) {
    const own = weighted[i];
    if (codes[i] < 0 || own === 0) continue;
    weighted[i] *= perClass[codes[i]];
    if (weighted[i] >= Math.min(own, SMALLEST) && weighted[i] < Infinity) continue;
    throw new InvalidInputError(
      `${owner}.fit: sample ${i} has the weight ${own}, and its class ${show(classes[codes[i]])} ${perClass[codes[i]]}: their product is beyond the range of numbers. Multiply all sample weights by the same number, or give classes weights that are nearer to each other.`,
    );
  }
  return weighted;
}

/** Below this numbers lose digits one by one, until they are 0 and the sample has vanished. */
const SMALLEST = 2 ** -1022;

function balance(codes: Int32Array, nClasses: number, weights: Float64Array): Float64Array {
  const sums = new Float64Array(nClasses);
  let total = 0;
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] < 0) continue;
    sums[codes[i]] += weights[i];
    total += weights[i];
  }
  return sums.map((sum) => total / (nClasses * sum));
}

function readWeights(
  classWeight: Readonly<Record<string, number>>,
  classes: readonly Label[],
  owner: string,
): Float64Array {
  const known = classes.map(String);
  for (const name of Object.keys(classWeight)) {
    if (!known.includes(name)) {
      throw new InvalidParameterError(
        `${owner}: classWeight names the label ${show(name)}, which y does not hold. ${didYouMean(name, known)}`,
      );
    }
  }
  return Float64Array.from(known, (name) => {
    const weight = Object.hasOwn(classWeight, name) ? classWeight[name] : 1;
    if (weight > 0) return weight;
    throw new InvalidParameterError(
      `${owner}: classWeight gives the label ${show(name)} the weight ${weight}, so nothing can be learned of it. Drop its samples, or give it a weight above 0.`,
    );
  });
}
