import type { AnyEstimator } from '../estimator.js';
import { isEstimator, partsOf } from '../estimator-parts.js';
import { serialize } from '../serialization/bytes.js';

/** A model as it is sent to workers: the bytes of its file. */
export type SentModel = Uint8Array<ArrayBuffer>;

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
    const bytes = serialize(model as AnyEstimator);
    lastSent.set(known, { params, bytes });
    return bytes;
  } catch {
    return undefined;
  }
}
