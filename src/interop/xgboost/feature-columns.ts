import type { Cell } from '../../data/columns.js';
import { InvalidParameterError } from '../../errors.js';
import { show } from '../../words.js';
import { areCategories, type ForeignColumn } from '../table-pipeline.js';
import type { NumberList, Section } from './file-values.js';
import type { Learner } from './xgboost-learner.js';

/** The columns that the file says are categories; null where it says none. */
export function categoricalColumns({ section, nFeatures }: Learner): number[] | null {
  const columns = typesOf(section).flatMap((type, j) => (type === 'c' && j < nFeatures ? [j] : []));
  return columns.length === 0 ? null : columns;
}

const typesOf = (section: Section) =>
  section.has('feature_types') ? section.texts('feature_types') : [];

/** What is known of the columns besides the file. */
export interface GivenColumns {
  readonly featureNames?: readonly string[];
  readonly categories?: Readonly<Record<string, readonly Cell[]>>;
}

/**
 * The features as columns of a table: named by the file or by what is given, with the categories likewise.
 *
 * @throws InvalidParameterError where names or categories are neither in the file nor given, or do not fit
 */
export function featureColumns(learner: Learner, given: GivenColumns): ForeignColumn[] {
  const names = namesOf(learner, given.featureNames);
  const { categories = {} } = given;
  const types = typesOf(learner.section);
  const { where } = learner;
  for (const [name, values] of Object.entries(categories)) {
    if (names.includes(name) && types[names.indexOf(name)] === 'c' && areCategories(values)) {
      continue;
    }
    throw new InvalidParameterError(
      `${where}: categories of ${show(name)} are given as ${show(values)}, but must be different values of a column that is one of categories in the file. Its columns are ${show(names)}.`,
    );
  }
  const own = categoriesOf(learner);
  return names.map((name, j) => {
    if (types[j] !== 'c') return { name, categories: null };
    if (Object.hasOwn(categories, name)) return { name, categories: categories[name] };
    const found = own?.[j];
    if (found !== undefined && areCategories(found)) return { name, categories: found };
    throw new InvalidParameterError(
      `${where}: the file does not say which categories the column ${show(name)} has, or not in a way to rely on. Pass categories: { ${JSON.stringify(name)}: [...] }, in the order of the codes of training.`,
    );
  });
}

/** Beyond, finding columns by name takes seconds; a matrix is the better form then. */
const MOST_COLUMNS = 2 ** 14;

function namesOf({ section, nFeatures, where }: Learner, given?: readonly string[]): string[] {
  if (nFeatures > MOST_COLUMNS) {
    throw section.wrong(
      `has ${nFeatures} features, and a table here has up to ${MOST_COLUMNS} for a model. Read it with fromXGBoost and pass matrices.`,
    );
  }
  const fits = (names: readonly string[]) =>
    Array.isArray(names) &&
    names.length === nFeatures &&
    new Set(names).size === nFeatures &&
    names.every((name) => typeof name === 'string' && name !== '');
  if (given !== undefined) {
    if (fits(given)) return [...given];
    throw new InvalidParameterError(
      `${where}: featureNames must be ${nFeatures} different names, but got ${show(given)}.`,
    );
  }
  const own = section.has('feature_names') ? section.texts('feature_names') : [];
  if (own.length === 0) {
    throw new InvalidParameterError(
      `${where}: the file has no names of features. Pass featureNames, ${nFeatures} in the order of training.`,
    );
  }
  if (fits(own)) return own;
  throw section.wrong(
    `has feature_names ${show(own)}, not ${nFeatures} different ones. Pass featureNames.`,
  );
}

/** The categories of each feature, which files have since 3.1; undefined for what cannot be relied on. */
function categoriesOf({ section, booster }: Learner): (readonly Cell[] | undefined)[] | undefined {
  const outer = section.section('gradient_booster');
  if (booster === 'gblinear') return undefined;
  const model = (booster === 'dart' ? outer.section('gbtree') : outer).section('model');
  if (!model.has('cats')) return undefined;
  const cats = model.section('cats');
  if (!cats.has('enc')) return undefined;
  return cats.sections('enc').map((column) => {
    const values = column.numbers('values');
    return column.has('offsets') ? wordsOf(values, column.numbers('offsets')) : Array.from(values);
  });
}

/**
 * Words from their bytes, which are signed. Undefined beyond ASCII: the offsets of XGBoost 3.2 may count characters there,
 * and bytes are cut off.
 */
function wordsOf(bytes: NumberList, offsets: NumberList): string[] | undefined {
  const words: string[] = [];
  for (let i = 1; i < offsets.length; i++) {
    const [from, to] = [offsets[i - 1], offsets[i]];
    if (!(from >= 0 && from <= to && to <= bytes.length)) return undefined;
    const letters = bytes.subarray(from, to);
    if (letters.some((byte) => byte < 0 || byte > 127)) return undefined;
    words.push(String.fromCharCode(...letters));
  }
  return words;
}
