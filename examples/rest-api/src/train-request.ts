import { MODEL_NAMES } from './model-names.js';
import { invalid, Problem } from './problem.js';
import { TrainRequest } from './schemas.js';

export interface ReadTrainRequest {
  /** The bytes of the file, or the address to fetch it from. */
  readonly csv: Uint8Array | string;
  readonly request: Omit<TrainRequest, 'csv' | 'csv_url'>;
}

/** What the JSON of a request holds; the text of the file as bytes. */
export interface CheckedTrainRequest {
  readonly csv?: Uint8Array;
  readonly csv_url?: string;
  readonly request: ReadTrainRequest['request'];
}

/**
 * What a request to train asks for: JSON, or a form with the file `csv` and the other options as JSON in `options`.
 *
 * @param check - reads JSON, as `checkTrainRequest` takes it
 * @throws Problem that names the field
 */
export async function readTrainRequest(
  body: Uint8Array<ArrayBuffer>,
  type: string,
  check: (json: Uint8Array<ArrayBuffer>) => Promise<CheckedTrainRequest>,
): Promise<ReadTrainRequest> {
  if (/^multipart\/form-data\b/i.test(type)) {
    return readForm(await parseForm(body, type), check);
  }
  if (!type.includes('json')) {
    throw new Problem(415, 'Send application/json, or multipart/form-data with the file.');
  }
  const { csv, csv_url, request } = await check(body);
  const source = csv ?? csv_url;
  if (source === undefined || (csv !== undefined && csv_url !== undefined)) {
    throw new Problem(400, 'Pass csv_url or csv, one of them.', { field: 'csv_url' });
  }
  return { csv: source, request };
}

/** Parses what has been read whole, so that whatever fails is the form's fault. */
async function parseForm(body: Uint8Array<ArrayBuffer>, type: string): Promise<FormData> {
  try {
    return await new Response(body, { headers: { 'content-type': type } }).formData();
  } catch {
    throw new Problem(400, 'The body is no form as multipart/form-data writes it.');
  }
}

async function readForm(
  form: FormData,
  check: (json: Uint8Array<ArrayBuffer>) => Promise<CheckedTrainRequest>,
): Promise<ReadTrainRequest> {
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
  const { csv, csv_url, request } = await check(new TextEncoder().encode(options));
  if (csv !== undefined || csv_url !== undefined) {
    throw new Problem(400, 'The file is uploaded: leave csv and csv_url out.', { field: 'csv' });
  }
  return { csv: new Uint8Array(await file.arrayBuffer()), request };
}

/** @throws Problem that names the field */
export function checkTrainRequest(given: unknown): TrainRequest {
  const parsed = TrainRequest.safeParse(given);
  if (!parsed.success) throw invalid(parsed.error);
  const { model_name, target, task, cv } = parsed.data;
  const isSupervised = !['kMeans', 'dbscan', 'isolationForest'].includes(MODEL_NAMES[model_name]);
  if (isSupervised && target === undefined) {
    throw new Problem(400, `${model_name} needs the name of the target column.`, {
      field: 'target',
    });
  }
  if (!isSupervised && task !== undefined) {
    throw new Problem(400, `${model_name} learns without a task. Leave it out.`, { field: 'task' });
  }
  if (!isSupervised && cv !== undefined) {
    throw new Problem(400, `${model_name} cannot be cross-validated. Leave cv out.`, {
      field: 'cv',
    });
  }
  return parsed.data;
}
