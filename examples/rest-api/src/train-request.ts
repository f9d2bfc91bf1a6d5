import type { Context } from 'hono';
import { parseJson } from './guards.js';
import { invalid, Problem } from './problem.js';
import { MODEL_NAMES, TrainRequest } from './schemas.js';
import type { Settings } from './settings.js';

export interface ReadTrainRequest {
  /** The bytes of the file, or the address to fetch it from. */
  readonly csv: Uint8Array | string;
  readonly request: Omit<TrainRequest, 'csv' | 'csv_url'>;
}

/**
 * What a request to train asks for: JSON, or a form with the file `csv` and the other options as JSON in `options`.
 *
 * @throws Problem that names the field
 */
export async function readTrainRequest(
  c: Context,
  { maxJsonDepth }: Settings,
): Promise<ReadTrainRequest> {
  const type = c.req.header('content-type') ?? '';
  if (type.startsWith('multipart/form-data')) return readForm(await c.req.formData(), maxJsonDepth);
  if (!type.includes('json')) {
    throw new Problem(415, 'Send application/json, or multipart/form-data with the file.');
  }
  const { csv, csv_url, ...request } = check(parseJson(await c.req.text(), maxJsonDepth));
  if ((csv === undefined) === (csv_url === undefined)) {
    throw new Problem(400, 'Pass csv_url or csv, one of them.', { field: 'csv_url' });
  }
  return { csv: csv === undefined ? (csv_url as string) : new TextEncoder().encode(csv), request };
}

async function readForm(form: FormData, maxJsonDepth: number): Promise<ReadTrainRequest> {
  const file = form.get('csv');
  const options = form.get('options');
  if (file === null || typeof file === 'string') {
    throw new Problem(400, 'The form has no file csv.', { field: 'csv' });
  }
  if (typeof options !== 'string') {
    throw new Problem(400, 'The form has no text options: the other fields, as JSON.', {
      field: 'options',
    });
  }
  const { csv, csv_url, ...request } = check(parseJson(options, maxJsonDepth));
  if (csv !== undefined || csv_url !== undefined) {
    throw new Problem(400, 'The file is uploaded: leave csv and csv_url out.', { field: 'csv' });
  }
  return { csv: new Uint8Array(await file.arrayBuffer()), request };
}

function check(given: unknown): TrainRequest {
  const parsed = TrainRequest.safeParse(given);
  if (!parsed.success) throw invalid(parsed.error);
  const { model_name, target, task, test_size } = parsed.data;
  const clusters = model_name === 'kmeans' || model_name === 'dbscan';
  const supervised = !clusters && MODEL_NAMES[model_name] !== 'isolationForest';
  if (supervised && target === undefined) {
    throw new Problem(400, `${model_name} needs the name of the target column.`, {
      field: 'target',
    });
  }
  if (clusters && target !== undefined) {
    throw new Problem(400, `${model_name} learns without a target. Leave it out.`, {
      field: 'target',
    });
  }
  for (const [field, value] of Object.entries({ task, test_size })) {
    if (!supervised && value !== undefined) {
      throw new Problem(
        400,
        `${model_name} learns from all rows, without a task. Leave ${field} out.`,
        {
          field,
        },
      );
    }
  }
  return parsed.data;
}
