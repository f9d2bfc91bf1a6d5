import type { MatrixLike } from '../../contracts.js';
import { reading } from '../../data/array-like.js';
import { InvalidParameterError } from '../../errors.js';
import { partsOf } from '../../estimator-parts.js';
import { GradientBoostingClassifier } from '../../estimators/gradient-boosting/gradient-boosting-classifier.js';
import { GradientBoostingRegressor } from '../../estimators/gradient-boosting/gradient-boosting-regressor.js';
import { RandomForestRegressor } from '../../estimators/random-forest/random-forest-regressor.js';
import { readNamed } from '../../named-options.js';
import { TREES, type TreeEnsemble } from '../../trees/ensemble.js';
import type { Tree } from '../../trees/tree.js';
import { show } from '../../words.js';
import { assertWritten, compareWritten, type Verified } from '../verify.js';
import { fromLightGBM } from './from-lightgbm.js';
import { checkNames, classesLine, featureInfos } from './lightgbm-header.js';
import { type Link, objectiveLines } from './lightgbm-objective.js';
import { lightGBMTree } from './lightgbm-writer.js';

/** How `toLightGBM` writes a model. */
export interface ToLightGBMOptions {
  /**
   * Names of the columns, without spaces and the characters of JSON. Default `Column_0`, `Column_1`, …, as LightGBM
   * names what has none.
   */
  featureNames?: readonly string[];
}

/** What `toLightGBM` writes: boosted trees, and forests of numbers. */
export type LightGBMWritable =
  | GradientBoostingClassifier
  | GradientBoostingRegressor
  | RandomForestRegressor;

/** A written model, and what comparing it with its model found. */
export interface VerifiedLightGBM extends Verified {
  /** The file. */
  readonly text: string;
}

const WHERE = 'toLightGBM';

/**
 * A fitted model as the text of a file that LightGBM (3.3 and later) loads, predicts with, explains and trains further.
 *
 * Thresholds and leaves are doubles there as here, so that every row reaches the same leaves and margins are the same;
 * but a value between -1 and 0 in a column of categories is category 0 there, and unseen here. Every file is read again,
 * and its leaves are compared with the model's, before it is returned. What margins are before the first tree becomes
 * a first round of trees without splits.
 *
 * @param model - `GradientBoostingClassifier`, `GradientBoostingRegressor` or `RandomForestRegressor`, fitted. Labels
 *   become the numbers 0, 1, …, as LightGBM has them, and are noted in a line `fitpredict_classes` that it skips
 * @returns the text; with `verify` an object of it and what was found
 * @throws NotFittedError before fit
 * @throws InvalidParameterError for another model, unknown options, and names that LightGBM does not take
 * @throws ModelFormatError for what a file of LightGBM cannot say, by its name
 *
 * @example
 * await writeFile('model.txt', toLightGBM(model, { featureNames: ['age', 'income'] }))
 * // import lightgbm; booster = lightgbm.Booster(model_file='model.txt')
 */
export function toLightGBM(
  model: LightGBMWritable,
  options?: ToLightGBMOptions & { verify?: undefined },
): string;
/**
 * As `toLightGBM`, and compared on rows of one's own.
 *
 * @param options - `verify`: samples [nSamples × nFeatures] on which the file, read again, is compared with the model
 */
export function toLightGBM(
  model: LightGBMWritable,
  options: ToLightGBMOptions & { verify: MatrixLike },
): VerifiedLightGBM;
export function toLightGBM(
  model: LightGBMWritable,
  options: ToLightGBMOptions & { verify?: MatrixLike } = {},
): string | VerifiedLightGBM {
  const { featureNames, verify } = readNamed(options, WHERE, ['featureNames', 'verify']);
  const { trees, sources, nFeatures, header, parameters } = reading(WHERE, 'the model', () =>
    writable(model),
  );
  const text = [
    'tree',
    'version=v4',
    ...header,
    'label_index=0',
    `max_feature_idx=${nFeatures - 1}`,
    `feature_names=${checkNames(featureNames, nFeatures, WHERE).join(' ')}`,
    `feature_infos=${featureInfos(trees, nFeatures).join(' ')}`,
    '',
    ...trees.map((tree, t) => `Tree=${t}\n${lightGBMTree(tree, WHERE)}\n\n`),
    'end of trees',
    '',
    'parameters:',
    ...parameters,
    'end of parameters',
    '',
  ].join('\n');
  const comparison = {
    model,
    reread: fromLightGBM(text),
    treeOf: (t: number) => sources.indexOf(t),
  };
  assertWritten(comparison, WHERE);
  return verify === undefined ? text : { text, ...compareWritten(comparison, verify, WHERE) };
}

/** What of a model goes into the file. */
interface Writable {
  readonly nFeatures: number;
  readonly header: readonly string[];
  readonly parameters: readonly string[];
  /** Round after round, output after output. */
  readonly trees: readonly Tree[];
  /** For each of them its place in the model, or -1. */
  readonly sources: readonly number[];
}

function writable(model: LightGBMWritable): Writable {
  if (model instanceof RandomForestRegressor) {
    const { trees, nFeatures } = model[TREES]();
    const header = [...outputLines(1), 'objective=regression', 'average_output'];
    return { nFeatures, header, parameters: [], trees, sources: [...trees.keys()] };
  }
  if (model instanceof GradientBoostingClassifier) {
    const ensemble = model[TREES]();
    const nOutputs = ensemble.start.length;
    const objective = nOutputs === 1 ? 'binary sigmoid:1' : `multiclass num_class:${nOutputs}`;
    const lines = [`objective=${objective}`, ...classesLine(model.classes)];
    return { ...inRounds(ensemble), header: [...outputLines(nOutputs), ...lines], parameters: [] };
  }
  if (model instanceof GradientBoostingRegressor) {
    const ensemble = model[TREES]();
    const { link } = partsOf(model).state as { readonly link: Link };
    const { objective, parameters } = objectiveLines(link, model.getParams());
    return { ...inRounds(ensemble), header: [...outputLines(1), objective], parameters };
  }
  throw new InvalidParameterError(
    `${WHERE}: LightGBM has no form for ${show(model)}. Pass a GradientBoostingClassifier, a GradientBoostingRegressor or a RandomForestRegressor.`,
  );
}

const outputLines = (n: number) => [`num_class=${n}`, `num_tree_per_iteration=${n}`];

/** The trees as LightGBM has them: a tree for each output in each round, what margins start from first. */
function inRounds({ trees, nFeatures, start, outputOf }: TreeEnsemble) {
  const byOutput = Array.from(start, (): number[] => []);
  for (const t of trees.keys()) byOutput[outputOf?.(t) ?? 0].push(t);
  const sources = byOutput[0].flatMap((_, round) => byOutput.map((own) => own[round]));
  const written = sources.map((t) => trees[t]);
  if (start.every((margin) => margin === 0)) return { nFeatures, trees: written, sources };
  const first = Array.from(start, (margin) => leaf(margin, trees[0].cover[0]));
  return {
    nFeatures,
    trees: [...first, ...written],
    sources: [...first.map(() => -1), ...sources],
  };
}

/** A tree that says one thing to all. */
function leaf(value: number, cover: number): Tree {
  return {
    feature: new Int32Array(1),
    threshold: new Float64Array(1),
    left: new Int32Array(1),
    flags: new Uint8Array(1),
    value: Float64Array.of(value),
    cover: Float64Array.of(cover),
    loss: new Float64Array(1),
    categories: new Int32Array(0),
  };
}
