import type { AnyEstimator } from '../estimator.js';
import { isEstimator, partsOf } from '../estimator-parts.js';
import { serialize } from '../serialization/bytes.js';

/** A model on its way to workers, and a number by which they know it again. */
export interface SentModel {
  readonly id: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What was sent of a model, and with which hyperparameters. */
interface Sent {
  readonly params: object;
  readonly sent: SentModel;
}

/** By what was learned, which is replaced whole when it changes: models that were asked are often asked again. */
const lastSent = /* @__PURE__ */ new WeakMap<object, Sent>();
let sentModels = 0;

/** A model as it can be sent; undefined for what no file can hold, such as a function among the hyperparameters. */
export function sendModel(model: object): SentModel | undefined {
  if (!isEstimator(model)) return undefined;
  const { params, state } = partsOf(model);
  const known = state ?? params;
  const before = lastSent.get(known);
  if (before?.params === params) return before.sent;
  try {
    const sent = { id: sentModels++, bytes: serialize(model as AnyEstimator) };
    lastSent.set(known, { params, sent });
    return sent;
  } catch {
    return undefined;
  }
}
