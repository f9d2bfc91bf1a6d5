import type { AnyEstimator } from '../estimator.js';
import { isEstimator, partsOf } from '../estimator-parts.js';
import { serialize } from '../serialization/bytes.js';

/** A model on its way to workers, and a number by which they know it again. */
export interface SentModel {
  readonly id: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What was sent of a model, and of what it was made: both are replaced whole when they change. */
interface Sent {
  readonly of: { readonly params: object; readonly state: object | undefined };
  readonly sent: SentModel;
}

/** Models that were asked, and are often asked again: their bytes live as long as they do. */
const lastSent = /* @__PURE__ */ new WeakMap<object, Sent>();
let sentModels = 0;

/** A model as it can be sent; undefined for what no file can hold, such as a function among the hyperparameters. */
export function sendModel(model: object): SentModel | undefined {
  if (!isEstimator(model)) return undefined;
  const { params, state } = partsOf(model);
  const before = lastSent.get(model);
  if (before?.of.params === params && before.of.state === state) return before.sent;
  try {
    const sent = { id: sentModels++, bytes: serialize(model as AnyEstimator) };
    lastSent.set(model, { of: { params, state }, sent });
    return sent;
  } catch {
    return undefined;
  }
}
