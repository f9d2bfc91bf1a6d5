import { loadPredictor } from '../../src/predict.js';

/** The bytes of a model as base64, put in when the worker is bundled. */
declare const MODEL: string;

/** Loaded with the module, before any request. */
const model = loadPredictor(Uint8Array.from(atob(MODEL), (byte) => byte.charCodeAt(0)));

/** `POST /` with rows answers their labels and probabilities. */
export default {
  async fetch(request: Request): Promise<Response> {
    const rows = (await request.json()) as number[][];
    return Response.json({ labels: model.predict(rows), shares: model.predictProba?.(rows) });
  },
};
