import { workerData } from 'node:worker_threads';
import type { TabularModel } from 'fitpredict';
import { storageFromEnv } from 'fitpredict/node';
import { answerQuestions } from './answer-questions.js';
import { DriftCounts } from './drift-counts.js';
import { explainRows } from './explain-rows.js';
import { ModelCache } from './model-cache.js';
import { ModelStore } from './model-store.js';
import { predictRows } from './predict.js';
import { readPredictRequest } from './predict-request.js';
import type { Settings } from './settings.js';
import { withSnakeCaseKeys } from './snake-case.js';

/*
 * Holds models and predicts with them, on a thread of its own: from the bytes of a request to those of its answer.
 */

export type PredictQuestion =
  | { readonly body: Uint8Array<ArrayBuffer> }
  /** What has changed in the rows that this model was asked about. */
  | { readonly drift: string }
  /** A model is deleted. */
  | { readonly forget: string };

const settings = workerData as Settings;
const store = new ModelStore(storageFromEnv(process.env), (error) => console.error(error));
const models = new ModelCache<TabularModel>((id) => store.load(id), settings.maxHeldBytes);
const counts = new DriftCounts();

answerQuestions(async (question: PredictQuestion) => {
  if ('forget' in question) {
    models.forget(question.forget);
    counts.forget(question.forget);
    return { answer: new Uint8Array() };
  }
  if ('drift' in question) {
    const model = await models.get(question.drift);
    return inJson(counts.report(question.drift, model));
  }
  const { model_id, data, isOne, explain } = readPredictRequest(question.body, settings);
  const model = await models.get(model_id);
  const predicted = await predictRows(model, data, settings.maxJsonValues);
  counts.count(model_id, model, data, predicted);
  const explanation = explain ? await explainRows(model, data, settings.maxJsonValues) : undefined; // which JSON leaves out
  if (!isOne) return inJson({ model_id, ...predicted, explanation });
  const prediction = withSnakeCaseKeys(model.predictOne(data[0]));
  return inJson({ model_id, prediction, warnings: predicted.warnings, explanation });
});

function inJson(content: unknown) {
  const answer = new TextEncoder().encode(JSON.stringify(content));
  return { answer, transfer: [answer.buffer] };
}
