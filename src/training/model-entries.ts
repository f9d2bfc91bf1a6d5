import { InvalidParameterError } from '../errors.js';
import type { EstimatorClass } from '../estimator.js';
import type { CatalogueEntry, Task } from './catalogue-entry.js';

/*
 * What is said of the models of the library beside their classes, which stand here by name: who brings few classes
 * bundles few.
 */

/** An entry of the catalogue whose classes are yet to come. */
interface Described extends Omit<CatalogueEntry, 'estimators'> {
  /** The name of the class for each task it can do. */
  readonly classes: Readonly<Partial<Record<Task, string>>>;
}

/** A model added here and in `catalogue.ts` can be trained by name, listed and loaded. The simplest first. */
const described: readonly Described[] = [
  {
    name: 'linearRegression',
    about: 'A weighted sum of the features: fast, readable, the first thing to try on numbers.',
    classes: { regression: 'LinearRegression' },
    scaleFeatures: false,
  },
  {
    name: 'logisticRegression',
    about:
      'Class probabilities from a weighted sum of the features: fast, readable, well calibrated.',
    classes: { classification: 'LogisticRegression' },
    scaleFeatures: true,
  },
  {
    name: 'svm',
    about:
      'The widest margin between classes, or a tube around numbers, curved by a kernel: strong up to some ten thousand rows.',
    classes: { classification: 'SVC', regression: 'SVR' },
    scaleFeatures: true,
    scaleTarget: true,
  },
  {
    name: 'linearSvm',
    about:
      'The widest margin between classes, or a tube around numbers, by a weighted sum of the features.',
    classes: { classification: 'LinearSVC', regression: 'LinearSVR' },
    scaleFeatures: true,
    scaleTarget: true,
  },
  {
    name: 'randomForest',
    about: 'The average of many trees: strong on tables as they are, and hard to use wrongly.',
    classes: { classification: 'RandomForestClassifier', regression: 'RandomForestRegressor' },
    scaleFeatures: false,
    handlesMissing: true,
    textEncoding: 'target',
  },
  {
    name: 'gradientBoosting',
    about:
      'Trees that correct each other, after XGBoost: the strongest on most tables, when its options are tuned.',
    classes: {
      classification: 'GradientBoostingClassifier',
      regression: 'GradientBoostingRegressor',
    },
    scaleFeatures: false,
    handlesMissing: true,
    textEncoding: 'categorical',
    // Few rows of tiny curvature make leaves of a hundred, from which the loss does not come back: 170 positives among
    // 100 000 had a ROC AUC of 0.38 and 0.44 so, and of 1.0 with bounded leaves.
    forRareClasses: { maxDeltaStep: 1 },
  },
  {
    name: 'kMeans',
    about: 'A given number of round clusters, each about its centre.',
    classes: { clustering: 'KMeans' },
    scaleFeatures: true,
  },
  {
    name: 'dbscan',
    about: 'Clusters of any shape and number, where rows lie close; the rest is noise.',
    classes: { clustering: 'DBSCAN' },
    scaleFeatures: true,
  },
  {
    name: 'isolationForest',
    about: 'Outliers, as what random splits part from the rest after few questions.',
    classes: { anomalyDetection: 'IsolationForest' },
    scaleFeatures: false,
    handlesMissing: true,
    textEncoding: 'label',
  },
];

/**
 * The entries of models whose classes are given, for the tasks that these do.
 *
 * @throws InvalidParameterError for a class that belongs to no entry
 */
export function entriesOf(classes: readonly EstimatorClass[], where: string): CatalogueEntry[] {
  const left = new Map(classes.map((Class) => [Class.info.type, Class]));
  const entries: CatalogueEntry[] = [];
  for (const { classes: named, ...entry } of described) {
    const estimators: Partial<Record<Task, EstimatorClass>> = {};
    for (const [task, type] of Object.entries(named)) {
      const Class = left.get(type);
      if (Class === undefined) continue;
      estimators[task as Task] = Class;
      left.delete(type);
    }
    if (Object.keys(estimators).length > 0) entries.push({ ...entry, estimators });
  }
  const [other] = left.keys();
  if (other === undefined) return entries;
  throw new InvalidParameterError(
    `${where}: ${other} is no class that trainModel has a name for. Pass { name, about, estimators, scaleFeatures }, as registerModel takes it.`,
  );
}
