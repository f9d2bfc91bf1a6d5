import type { AnyEstimator } from '../estimator.js';
import { isEstimator, partsOf } from '../estimator-parts.js';
import { canShareMemory } from '../parallel-work.js';
import { serialize } from '../serialization/bytes.js';

/** A model as it is sent to workers: the bytes of its file, where all threads see them if there is such memory. */
export type SentModel = Uint8Array;

/** What was sent of a model, and with which hyperparameters. */
interface Sent {
  readonly params: object;
  readonly bytes: SentModel;
}

/** By what was learned, which is replaced whole when it changes: models that were asked are often asked again. */
const lastSent = /* @__PURE__ */ new WeakMap<object, Sent>();

/** A model as it can be sent; undefined for what no file can hold, such as a function among the hyperparameters. */
export function sendModel(model: object): SentModel | undefined {
  if (!isEstimator(model)) return undefined;
  const { params, state } = partsOf(model);
  const known = state ?? params;
  const before = lastSent.get(known);
  if (before?.params === params) return before.bytes;
  try {
    const bytes = forAllThreads(serialize(model as AnyEstimator));
    lastSent.set(known, { params, bytes });
    return bytes;
  } catch {
    return undefined;
  }
}

/** Once, and not each time that the model is asked. */
function forAllThreads(bytes: Uint8Array): SentModel {
  if (!canShareMemory()) return bytes;
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}
