import type { Label } from '../contracts.js';
import { ModelFormatError } from '../errors.js';
import { guarded, modelOf, openBytes, partsOfSaved } from '../serialization/model-file.js';
import { inlineTensors, type TensorReader } from '../serialization/tensors.js';
import { show } from '../words.js';
import { Fields } from './fields.js';
import { linearKinds } from './linear-kinds.js';
import { type Kind, type Predictor, predictorOf } from './predictor.js';
import { treeKinds } from './tree-kinds.js';

/** A saved model: the bytes of `serialize`, or the parsed JSON of `toJSON`. */
export type ModelFile = Uint8Array | ArrayBuffer | object;

/**
 * A saved model that only predicts: of trees (boosting, random and isolation forests) or linear (least squares, logistic
 * regression, linear SVMs). Its answers are the bits of the class that was saved.
 *
 * @param file - what `serialize` or `toJSON` gave; nothing in it is trusted, and nothing in it can run
 * @throws ModelFormatError when it is no model, is damaged, is not fitted, or of another class
 *
 * @example
 * const model = loadPredictor(await (await fetch('/model.safetensors')).arrayBuffer())
 * model.predict([[5.1, 3.5, 1.4, 0.2]]) // ['setosa']
 */
export function loadPredictor<L extends Label = Label>(file: ModelFile): Predictor<L> {
  return load(file, { ...treeKinds, ...linearKinds }) as Predictor<L>;
}

/** As `loadPredictor`, for models of trees alone: what linear ones need is not bundled. */
export function loadTreePredictor<L extends Label = Label>(file: ModelFile): Predictor<L> {
  return load(file, treeKinds) as Predictor<L>;
}

function load(file: ModelFile, kinds: Readonly<Record<string, Kind>>): Predictor {
  if (file instanceof Uint8Array || file instanceof ArrayBuffer) {
    const { json, tensors } = guarded(() => openBytes(file));
    return guarded(() => predictorFrom(json, tensors, kinds));
  }
  return guarded(() => predictorFrom(file, inlineTensors, kinds));
}

function predictorFrom(
  json: unknown,
  tensors: TensorReader,
  kinds: Readonly<Record<string, Kind>>,
): Predictor {
  const { type, state } = partsOfSaved(modelOf(json), 'model');
  if (!Object.hasOwn(kinds, type)) {
    throw new ModelFormatError(
      `The model is of type ${show(type)}, but only these can be loaded to predict alone: ${Object.keys(kinds).join(', ')}. Load it with deserialize or fromJSON.`,
    );
  }
  if (state === null) {
    throw new ModelFormatError(
      `The ${type} was saved before it was fitted. Fit it, and save it again.`,
    );
  }
  const predictor = predictorOf(type, kinds[type](new Fields(state, tensors, 'model.state')));
  // Engines compile what is called, when it is first called: so that no request waits for it.
  predictor.predict([new Float64Array(predictor.nFeatures)]);
  return predictor;
}
