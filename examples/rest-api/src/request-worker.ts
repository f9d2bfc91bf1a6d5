import { workerData } from 'node:worker_threads';
import { answerQuestions } from './answer-questions.js';
import { parseJson } from './bounded-json.js';
import type { Settings } from './settings.js';
import { checkTrainRequest } from './train-request.js';

/*
 * Reads requests to train, on a thread of its own: JSON of many megabytes takes its time.
 */

const { maxJsonDepth } = workerData as Settings;
/** All but the text of the file is small. */
const bounds = { maxDepth: maxJsonDepth, maxContainers: 1000, maxValues: 50_000 };

answerQuestions(async (body: Uint8Array) => {
  const { csv: text, csv_url, ...request } = checkTrainRequest(parseJson(body, bounds));
  const csv = text === undefined ? undefined : new TextEncoder().encode(text);
  return {
    answer: { csv, csv_url, request },
    ...(csv !== undefined && { transfer: [csv.buffer] }),
  };
});
