import type { Cell } from '../../data/columns.js';
import { InvalidParameterError, ModelFormatError } from '../../errors.js';
import { readNamed } from '../../named-options.js';
import { show } from '../../words.js';
import {
  areCategories,
  behindColumns,
  type ForeignColumn,
  type TablePipeline,
} from '../table-pipeline.js';
import {
  type FromLightGBMOptions,
  type LightGBMModel,
  type ReadLightGBM,
  readLightGBM,
} from './from-lightgbm.js';

/** How `pipelineFromLightGBM` reads a model, and what the file does not say of its columns. */
export interface PipelineFromLightGBMOptions extends FromLightGBMOptions {
  /** Names of the features in the order of training [nFeatures]. Default those of the file. */
  featureNames?: readonly string[];
  /**
   * The values of columns of categories in the order of their codes, by the names of the columns. Default those of the
   * file, which has them where training was given a DataFrame.
   */
  categories?: Readonly<Record<string, readonly Cell[]>>;
}

/**
 * As `fromLightGBM`, behind a step that takes tables and records: columns are found by name, whatever their order, and
 * words become the codes of training. A word that training did not have is missing, as in LightGBM, and so is null.
 * The steps are called `columns` and `model`; what `fromLightGBM` gives is `pipeline.step('model')`.
 *
 * @param file - the text of a model file, or its bytes
 * @throws ModelFormatError as `fromLightGBM`, and when the categories in the file are damaged
 * @throws InvalidParameterError for unknown options, and for names or categories that do not fit the file
 *
 * @example
 * const model = pipelineFromLightGBM(await readFile('model.txt'), { classes: ['no', 'yes'] })
 * model.predict([{ age: 41, city: 'Oslo' }]) // ['yes']
 */
export function pipelineFromLightGBM(
  file: string | Uint8Array | ArrayBuffer,
  options: PipelineFromLightGBMOptions = {},
): TablePipeline<LightGBMModel> {
  const where = 'pipelineFromLightGBM';
  const {
    classes,
    featureNames,
    categories = {},
  } = readNamed(options, where, ['classes', 'featureNames', 'categories']);
  const read = readLightGBM(file, classes, where);
  const names = checkNames(featureNames ?? read.featureNames, read.featureNames.length, where);
  const lists = new Map<number, readonly Cell[]>(savedCategories(read, where));
  for (const [name, values] of Object.entries(categories)) {
    if (!names.includes(name) || !areCategories(values)) {
      throw new InvalidParameterError(
        `${where}: categories of ${show(name)} are given as ${show(values)}, but must be different values of one of the columns ${show(names)}.`,
      );
    }
    lists.set(names.indexOf(name), values);
  }
  const columns = names.map(
    (name, j): ForeignColumn => ({ name, categories: lists.get(j) ?? null }),
  );
  return behindColumns(read.model, columns, 'missing');
}

function checkNames(names: readonly string[], nFeatures: number, where: string): readonly string[] {
  const fits =
    Array.isArray(names) &&
    names.length === nFeatures &&
    new Set(names).size === nFeatures &&
    names.every((name) => typeof name === 'string' && name !== '');
  if (fits) return names;
  throw new InvalidParameterError(
    `${where}: featureNames must be ${nFeatures} different names, but are ${show(names)}. Pass them in the order of training.`,
  );
}

/** The categories that a DataFrame gave: a list for each of its columns of categories, in their order. */
function savedCategories({ tail, featureNames }: ReadLightGBM, where: string) {
  const { pandasCategorical = 'null', parameters } = tail;
  let given: unknown;
  try {
    given = JSON.parse(pandasCategorical);
  } catch {
    // Refused below.
  }
  const lists: readonly unknown[] | undefined =
    given === null ? [] : Array.isArray(given) ? given : undefined;
  if (lists?.length === 0) return [];
  const columns = (parameters.get('categorical_feature') ?? '').split(',').map(Number);
  const fits =
    lists?.length === columns.length &&
    columns.every((j, k) => j in featureNames && (k === 0 || j > columns[k - 1]));
  if (fits && lists.every(areCategories)) {
    return lists.map((list, k): [number, readonly Cell[]] => [columns[k], list]);
  }
  throw new ModelFormatError(
    `${where}: pandas_categorical is ${show(pandasCategorical)}, which does not go with the parameter categorical_feature, ${show(parameters.get('categorical_feature'))}. Use fromLightGBM, and make the codes of the columns before it.`,
  );
}
