import { FitPredictError, ModelFormatError } from '../../errors.js';
import type { AnyEstimator } from '../../estimator.js';
import type { LoadedModel } from '../../model-guards.js';
import { readEstimator, serialize } from '../../serialization/bytes.js';
import { exactKeys, objectFromJson } from '../../serialization/json.js';
import { decodeSafetensors } from '../../serialization/safetensors.js';
import { didYouMean, show } from '../../words.js';
import { SklearnArrays } from './sklearn-arrays.js';
import { gradientBoosting } from './sklearn-boosting.js';
import { SKLEARN_CLASSES } from './sklearn-classes.js';
import { clusterers } from './sklearn-clusters.js';
import { composites } from './sklearn-composition.js';
import { encoders } from './sklearn-encoders.js';
import { forests } from './sklearn-forests.js';
import { histogramBoosting } from './sklearn-histograms.js';
import { linearModels } from './sklearn-linear.js';
import type { Place, Rebuild, Rebuilt } from './sklearn-rebuilding.js';
import { SklearnRecord } from './sklearn-record.js';
import { numberTransformers } from './sklearn-scalers.js';
import { forTables } from './sklearn-steps.js';
import { kernelMachines } from './sklearn-svm.js';

/** Where an export keeps its description. */
const KEY = 'scikit-learn';
const FORMAT = 1;

/**
 * The model or pipeline of scikit-learn that `python/export_sklearn.py` of this package wrote, as the fitted estimators
 * of this library: what it predicts is what it predicted there, to the last digits of a sum.
 *
 * A model that was fitted on a DataFrame knows its columns by name: it takes a Table, or in a pipeline records, and a
 * model of numbers comes back as a pipeline that picks its columns first. One that was fitted on an array takes a matrix.
 *
 * @param bytes - the file; nothing in it is trusted, and nothing in it can run
 * @returns a fitted estimator: `isClassifier` and its kin tell what it is; it saves and loads like any other
 * @throws ModelFormatError when the bytes are no export, are damaged, or hold what cannot be rebuilt
 *
 * @example
 * const model = fromScikitLearn(await readFile('model.safetensors'))
 * model.predict?.([[5.1, 3.5, 1.4, 0.2]])
 */
export function fromScikitLearn(bytes: Uint8Array | ArrayBuffer): LoadedModel {
  try {
    const model = rebuildFile(bytes);
    // Held to the rules of model files, which are written for strangers: what loads can be saved, and asked anything.
    return readEstimator(serialize(model), SKLEARN_CLASSES);
  } catch (cause) {
    if (cause instanceof ModelFormatError) throw cause;
    const told = cause instanceof FitPredictError ? cause.message : `${cause}.`;
    throw new ModelFormatError(`fromScikitLearn: the model cannot be rebuilt: ${told}`, { cause });
  }
}

function rebuildFile(bytes: Uint8Array | ArrayBuffer): AnyEstimator {
  const file = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
  if (!(file instanceof Uint8Array)) {
    throw new ModelFormatError(
      `fromScikitLearn: a file is a Uint8Array or an ArrayBuffer, but got ${show(bytes)}. Pass what readFile returned, or await response.arrayBuffer().`,
    );
  }
  const { metadata, tensors } = decodeSafetensors(file);
  if (!Object.hasOwn(metadata, KEY)) {
    throw new ModelFormatError(
      'fromScikitLearn: this file is no export of scikit-learn. Write one with python/export_sklearn.py, or load a model of this library with deserialize.',
    );
  }
  const { format, model } = exactKeys(
    parse(metadata[KEY]),
    ['format', 'versions', 'model'],
    'file',
  );
  if (format !== FORMAT) {
    throw new ModelFormatError(
      `fromScikitLearn: the export has format ${show(format)}, but this release reads ${FORMAT}. Export it with the script of this release.`,
    );
  }
  const arrays = new SklearnArrays(tensors);
  const record = new SklearnRecord(objectFromJson(model, 'model'), 'model', arrays);
  const given = namesOf(record)?.map((name) => ({ name, type: 'number' as const })) ?? null;
  const rebuilt = rebuild(record, { given, meaning: null, rebuild });
  const { estimator } = forTables(record, given, rebuilt);
  arrays.checkAllRead();
  return estimator;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ModelFormatError('fromScikitLearn: the description is not JSON.', { cause });
  }
}

/** Names of the columns of X: a search tells them of what it found. */
function namesOf(record: SklearnRecord): string[] | null {
  return (
    record.columnNames() ??
    (record.has('best_estimator_') ? record.record('best_estimator_').columnNames() : null)
  );
}

const REBUILDS: Readonly<Record<string, Rebuild>> = {
  ...linearModels,
  ...kernelMachines,
  ...forests,
  ...gradientBoosting,
  ...histogramBoosting,
  ...clusterers,
  ...numberTransformers,
  ...encoders,
  ...composites,
};

function rebuild(record: SklearnRecord, place: Place): Rebuilt {
  if (!Object.hasOwn(REBUILDS, record.type)) {
    throw record.refuse(
      `${show(record.type)} cannot be rebuilt. ${didYouMean(record.type, Object.keys(REBUILDS))}`,
    );
  }
  return REBUILDS[record.type](record, place);
}
