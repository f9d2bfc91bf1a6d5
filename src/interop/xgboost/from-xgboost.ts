import type { Label } from '../../contracts.js';
import { InvalidParameterError, ModelFormatError } from '../../errors.js';
import type { GradientBoostingClassifier } from '../../estimators/gradient-boosting/gradient-boosting-classifier.js';
import type { GradientBoostingRegressor } from '../../estimators/gradient-boosting/gradient-boosting-regressor.js';
import type { LinearRegression } from '../../estimators/linear/linear-regression.js';
import type { LogisticRegression } from '../../estimators/linear/logistic-regression.js';
import { readNamed } from '../../named-options.js';
import { show } from '../../words.js';
import { boostedClassifier, boostedRegressor } from '../boosted-model.js';
import { foreignClasses } from '../foreign-classes.js';
import { isBytes } from '../text-of-file.js';
import { categoricalColumns } from './feature-columns.js';
import { Section } from './file-values.js';
import { readGblinear } from './gblinear.js';
import { readJson } from './read-json.js';
import { readUbjson } from './read-ubjson.js';
import { readTrees } from './xgboost-booster.js';
import { type Learner, readLearner } from './xgboost-learner.js';

/** How `fromXGBoost` reads a model. */
export interface FromXGBoostOptions {
  /**
   * Which rounds: those up to the best one of early stopping, as XGBoost's scikit-learn classes predict, or all, as its
   * own `Booster` does. Without early stopping both are all. Default 'best'.
   */
  iterations?: 'best' | 'all';
  /**
   * The labels of the classes 0, 1, … of the file, as its training had encoded them. Default those that `toXGBoost`
   * noted in it, else the numbers themselves.
   */
  classes?: readonly Label[];
}

/** What a file of XGBoost becomes: boosted trees, or from `gblinear` a linear model. */
export type XGBoostModel =
  | GradientBoostingClassifier
  | GradientBoostingRegressor
  | LinearRegression
  | LogisticRegression;

/**
 * The model that XGBoost saved with `save_model`, as one of this library: it predicts, is explained, saved and trained
 * further as any other. JSON and UBJSON of the versions 1.0 to 3.x; `gbtree`, `dart` and `gblinear`.
 *
 * Every row reaches the leaves that it reaches in XGBoost, and leaves are summed as there, in single precision and tree
 * by tree, so that margins are the same bits; `docs/formats.md` has the exceptions. A file does not hold how the
 * trees were trained (learning rate, depth): before training goes on, `setParams` says so.
 *
 * @param file - the bytes of a file, or the text of a JSON file; nothing in it is trusted, and nothing in it can run
 * @throws ModelFormatError when it is no such file, is damaged, or holds what no model here can be: several targets,
 *   leaves of vectors, an objective without counterpart
 * @throws InvalidParameterError for unknown options, and for classes that do not fit the file
 *
 * @example
 * const model = fromXGBoost(await readFile('model.ubj'), { classes: ['ham', 'spam'] })
 * model.predict([[0.5, NaN, 3]]) // ['spam']
 */
export function fromXGBoost(
  file: Uint8Array | ArrayBuffer | string,
  options: FromXGBoostOptions = {},
): XGBoostModel {
  const where = 'fromXGBoost';
  const { iterations = 'best', classes } = readNamed(options, where, ['iterations', 'classes']);
  checkIterations(iterations, where);
  return modelOf(readLearner(readFile(file, where), where), { iterations, classes });
}

/** @throws InvalidParameterError when it is neither */
export function checkIterations(iterations: 'best' | 'all', where: string): void {
  if (iterations === 'best' || iterations === 'all') return;
  throw new InvalidParameterError(
    `${where}: iterations must be "best" or "all", but got ${show(iterations)}. Leave it out for the rounds that predict best.`,
  );
}

/** The model of a learner that was read. */
export function modelOf(
  learner: Learner,
  { iterations, classes }: Required<Pick<FromXGBoostOptions, 'iterations'>> & FromXGBoostOptions,
): XGBoostModel {
  const { objective, where } = learner;
  const labels =
    objective.task === 'classes'
      ? foreignClasses(classes, learner.noted, learner.nClasses, where)
      : [];
  if (objective.task === 'numbers' && classes !== undefined) {
    throw new InvalidParameterError(
      `${where}: classes are given, but the objective ${show(learner.objectiveName)} has none. Leave them out.`,
    );
  }
  if (learner.booster === 'gblinear') return readGblinear(learner, labels);
  const boosting = {
    ...readTrees(learner, iterations === 'best'),
    categoricalFeatures: categoricalColumns(learner),
  };
  if (objective.task === 'classes') return boostedClassifier(boosting, labels);
  const loss = objective.loss(learner.section.section('objective'));
  try {
    return boostedRegressor(boosting, objective.link, loss);
  } catch (cause) {
    if (!(cause instanceof InvalidParameterError)) throw cause;
    throw new ModelFormatError(
      `${where}: the objective ${show(learner.objectiveName)} has parameters that no model here takes. ${cause.message}`,
      { cause },
    );
  }
}

/** The file, whichever form it has: the byte after the first brace tells. */
export function readFile(file: Uint8Array | ArrayBuffer | string, where: string): Section {
  if (typeof file !== 'string' && !isBytes(file)) {
    throw new ModelFormatError(
      `${where}: a model file is a Uint8Array, an ArrayBuffer or the text of JSON, but got ${show(file)}. Read the file first, or await response.arrayBuffer().`,
    );
  }
  const given = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const bytes = given instanceof ArrayBuffer ? new Uint8Array(given) : given;
  const isBinary = bytes[0] === 0x7b && 'iUIlL'.includes(String.fromCharCode(bytes[1]));
  const root = isBinary ? readUbjson(bytes, where) : readJson(bytes, where);
  if (Array.isArray(root)) {
    throw new ModelFormatError(
      `${where}: the file is a list, perhaps of dump_model, which drops what a model needs. Write it with save_model.`,
    );
  }
  return new Section(root, '', where);
}
