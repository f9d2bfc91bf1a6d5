import type { Fold } from './splitter.js';

/**
 * One fold for each part of the samples, which is held out of it; both sides in the order of the samples.
 *
 * @param parts - the part of each sample [nSamples]; one below 0 is never held out
 * @param nParts - how many parts there are
 */
export function* partition(parts: Int32Array, nParts: number): Generator<Fold, void> {
  for (let part = 0; part < nParts; part++) {
    let size = 0;
    for (let i = 0; i < parts.length; i++) if (parts[i] === part) size++;
    const test = new Int32Array(size);
    const train = new Int32Array(parts.length - size);
    for (let i = 0, inTest = 0, inTrain = 0; i < parts.length; i++) {
      if (parts[i] === part) test[inTest++] = i;
      else train[inTrain++] = i;
    }
    yield [train, test];
  }
}
