import { InvalidParameterError } from '../errors.js';
import { didYouMean, show } from '../words.js';
import type { CatalogueEntry } from './catalogue-entry.js';

/** Other names that models go by, as `plain` leaves them. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  linearRegression: ['linear', 'ols', 'leastsquares'],
  logisticRegression: ['logistic', 'logit', 'logreg'],
  svm: ['svc', 'svr', 'supportvectormachine'],
  linearSvm: ['linearsvc', 'linearsvr'],
  randomForest: ['forest', 'rf'],
  gradientBoosting: ['xgboost', 'xgb', 'gbm', 'gbdt', 'boosting', 'histgradientboosting'],
  isolationForest: ['iforest'],
};

/** The entry of a name in camelCase or snake_case, or of another that the model goes by. */
export function findModel(
  entries: readonly CatalogueEntry[],
  name: string,
  where: string,
): CatalogueEntry {
  const asked = typeof name === 'string' ? plain(name) : '';
  const short = asked.replace(/(model|classifier|regressor|clustering)$/, '');
  const found =
    entries.find((entry) => plain(entry.name) === asked) ??
    entries.find((entry) => plain(entry.name) === short || aliasesOf(entry).includes(short));
  if (found === undefined) {
    const names = entries.map((entry) => entry.name);
    throw new InvalidParameterError(
      `${where}: there is no model ${show(name)}. ${didYouMean(name, names)}`,
    );
  }
  return found;
}

/**
 * An entry that is to be added to others, checked.
 *
 * @throws InvalidParameterError when the name is taken or the entry has no estimator
 */
export function newEntry(
  entry: CatalogueEntry,
  others: readonly CatalogueEntry[],
  where: string,
): CatalogueEntry {
  const { name, estimators = {} }: Partial<CatalogueEntry> = entry ?? {};
  if (typeof name !== 'string' || plain(name) === '') {
    throw new InvalidParameterError(
      `${where}: name must be text, but got ${show(name)}. Pass a name in camelCase.`,
    );
  }
  const names = ['auto', ...others.map((other) => other.name)];
  const taken = names.find((other) => plain(other) === plain(name));
  if (taken !== undefined) {
    throw new InvalidParameterError(
      `${where}: there is a model ${show(taken)} already. Pass another name.`,
    );
  }
  if (Object.values(estimators).length === 0) {
    throw new InvalidParameterError(
      `${where}: ${show(name)} has no estimator. Pass a class for at least one task.`,
    );
  }
  return entry;
}

/** Other names that a model goes by. */
export function aliasesOf({ name }: CatalogueEntry): readonly string[] {
  return Object.hasOwn(ALIASES, name) ? ALIASES[name] : [];
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[_ -]/g, '');
}
