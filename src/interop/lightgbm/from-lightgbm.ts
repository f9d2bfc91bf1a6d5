import type { Label } from '../../contracts.js';
import { InvalidParameterError, ModelFormatError } from '../../errors.js';
import type { GradientBoostingClassifier } from '../../estimators/gradient-boosting/gradient-boosting-classifier.js';
import type { GradientBoostingRegressor } from '../../estimators/gradient-boosting/gradient-boosting-regressor.js';
import { readNamed } from '../../named-options.js';
import { CATEGORICAL, type Tree } from '../../trees/tree.js';
import { show } from '../../words.js';
import { boostedClassifier, boostedRegressor } from '../boosted-model.js';
import { foreignClasses } from '../foreign-classes.js';
import { textOfFile } from '../text-of-file.js';
import { CLASSES_KEY } from './lightgbm-header.js';
import { Fields, wordsOf } from './lightgbm-numbers.js';
import { answerOf } from './lightgbm-objective.js';
import { type Entries, scanLightGBM, type Tail } from './lightgbm-text.js';
import { treeOfLightGBM } from './lightgbm-tree.js';

/** What a file of LightGBM becomes. */
export type LightGBMModel = GradientBoostingClassifier | GradientBoostingRegressor;

/** How `fromLightGBM` reads a model. */
export interface FromLightGBMOptions {
  /** The labels of the classes 0, 1, …, which the file does not hold. Default 0, 1, … */
  classes?: readonly Label[];
}

/**
 * The model in a text file of LightGBM, as `save_model` writes it: gbdt, dart, goss or rf. It reaches the same leaves
 * for every sample, and its margins are summed in the same order.
 *
 * A forest (rf) becomes a boosted model whose leaves are divided by the number of trees.
 *
 * @param file - the text, or its bytes; nothing in it is trusted
 * @returns a classifier for the objectives `binary` and `multiclass`, else a regressor
 * @throws ModelFormatError when the file is no model of LightGBM or damaged, or holds what has no counterpart here:
 *   linear leaves, zeros as missing values, objectives of ranking and a few others
 * @throws InvalidParameterError for classes that are not those of the model
 *
 * @example
 * const model = fromLightGBM(await readFile('model.txt'), { classes: ['stays', 'leaves'] })
 * model.predict([[35, 2, NaN]])
 */
export function fromLightGBM(
  file: string | Uint8Array | ArrayBuffer,
  options: FromLightGBMOptions = {},
): LightGBMModel {
  const where = 'fromLightGBM';
  const { classes } = readNamed(options, where, ['classes']);
  return readLightGBM(file, classes, where).model;
}

/** What a file holds. */
export interface ReadLightGBM {
  readonly model: LightGBMModel;
  readonly featureNames: readonly string[];
  readonly tail: Tail;
}

/** As `fromLightGBM`, with what the file says of its columns. */
export function readLightGBM(
  file: string | Uint8Array | ArrayBuffer,
  classes: readonly Label[] | undefined,
  where: string,
): ReadLightGBM {
  let header: Header | undefined;
  const trees: Tree[] = [];
  const tail = scanLightGBM(textOfFile(file, where), where, {
    header(entries) {
      header = readHeader(entries, where);
    },
    tree(entries) {
      const nFeatures = (header as Header).featureNames.length;
      trees.push(treeOfLightGBM(entries, nFeatures, `${where}: tree ${trees.length}`));
    },
  });
  const known = header as Header;
  const model = modelOf(known, trees, { parameters: tail.parameters, classes, where });
  return { model, featureNames: known.featureNames, tail };
}

/** What the trees of a file are read as. */
interface ModelParts {
  readonly parameters: Entries;
  readonly classes: readonly Label[] | undefined;
  readonly where: string;
}

function modelOf(
  { entries, featureNames, nOutputs }: Header,
  trees: readonly Tree[],
  { parameters, classes, where }: ModelParts,
): LightGBMModel {
  const nFeatures = featureNames.length;
  const answer = answerOf(entries, parameters, nOutputs, where);
  const rounds = trees.length / nOutputs;
  if (!Number.isInteger(rounds) || rounds === 0) {
    throw new ModelFormatError(
      `${where}: the file has ${trees.length} trees, which are no rounds of ${nOutputs}. It is damaged, or of a training that learned nothing.`,
    );
  }
  if (entries.has('average_output')) multiply(trees, (value) => value / rounds);
  const ofTwo = answer.kind === 'classes' && nOutputs === 2;
  const learned = {
    nFeatures,
    trees,
    // Two classes have one margin here, that of the second less that of the first.
    numParallelTree: ofTwo ? 2 : 1,
    start: new Float64Array(ofTwo ? 1 : nOutputs),
    arithmetic: 'double',
    bestIteration: null,
    categoricalFeatures: categoriesAmong(trees, nFeatures),
  } as const;
  if (answer.kind === 'classes') {
    const { sigmoid } = answer;
    if (sigmoid !== 1) multiply(trees, (value) => value * sigmoid);
    if (ofTwo)
      multiply(
        trees.filter((_, t) => t % 2 === 0),
        (value) => -value,
      );
    const saved = entries.get(CLASSES_KEY);
    return boostedClassifier(learned, foreignClasses(classes, saved, Math.max(2, nOutputs), where));
  }
  if (classes !== undefined) {
    throw new InvalidParameterError(
      `${where}: classes are ${show(classes)}, but the model predicts numbers. Leave them out.`,
    );
  }
  return boostedRegressor(learned, answer.link, answer.loss);
}

interface Header {
  readonly entries: Entries;
  readonly featureNames: readonly string[];
  /** Trees a round. */
  readonly nOutputs: number;
}

const VERSIONS = ['v2', 'v3', 'v4'];

function readHeader(entries: Entries, where: string): Header {
  const fields = new Fields(entries, `${where}: the header`);
  const version = entries.get('version');
  if (version !== undefined && !VERSIONS.includes(version)) {
    throw fields.wrong(`version is ${show(version)}, not one of ${VERSIONS.join(', ')}`);
  }
  const featureNames = wordsOf(fields.text('feature_names'));
  const nFeatures = fields.integer('max_feature_idx', 0) + 1;
  if (featureNames.length !== nFeatures) {
    throw fields.wrong(
      `there are ${featureNames.length} feature_names, but max_feature_idx is ${nFeatures - 1}`,
    );
  }
  const nOutputs = fields.integer('num_class', 1);
  if (entries.has('num_tree_per_iteration')) {
    const perRound = fields.integer('num_tree_per_iteration', 1);
    if (perRound !== nOutputs) {
      throw fields.wrong(`num_tree_per_iteration is ${perRound}, but num_class ${nOutputs}`);
    }
  }
  return { entries, featureNames, nOutputs };
}

/** What all nodes say, changed. */
function multiply(trees: readonly Tree[], change: (value: number) => number): void {
  for (const { value } of trees) {
    for (let i = 0; i < value.length; i++) value[i] = change(value[i]);
  }
}

function categoriesAmong(trees: readonly Tree[], nFeatures: number): number[] | null {
  const found = new Uint8Array(nFeatures);
  for (const { left, flags, feature } of trees) {
    for (let node = 0; node < left.length; node++) {
      if (left[node] !== 0 && (flags[node] & CATEGORICAL) !== 0) found[feature[node]] = 1;
    }
  }
  const columns = Array.from(found.keys()).filter((j) => found[j] === 1);
  return columns.length === 0 ? null : columns;
}
