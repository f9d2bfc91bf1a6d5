import type { AnyEstimator } from '../estimator.js';
import { isEstimator, partsOf } from '../estimator-parts.js';
import { serialize } from '../serialization/bytes.js';

/** A model as it is sent to workers: the bytes of its file. */
export type SentModel = Uint8Array<ArrayBuffer>;

/** What was sent of a model, and of what it was made: both are replaced whole when they change. */
interface Sent {
  readonly params: object;
  readonly state: object | undefined;
  readonly bytes: SentModel;
}

/** Models that were asked, and are often asked again: their bytes live as long as they do. */
const lastSent = /* @__PURE__ */ new WeakMap<object, Sent>();

/** A model as it can be sent; undefined for what no file can hold, such as a function among the hyperparameters. */
export function sendModel(model: object): SentModel | undefined {
  if (!isEstimator(model)) return undefined;
  const { params, state } = partsOf(model);
  const before = lastSent.get(model);
  if (before?.params === params && before.state === state) return before.bytes;
  try {
    const bytes = serialize(model as AnyEstimator);
    lastSent.set(model, { params, state, bytes });
    return bytes;
  } catch {
    return undefined;
  }
}
