import { loadDiabetes, loadIris, loadPenguins } from '../../src/datasets.js';
import * as library from '../../src/index.js';
import type { PlotOptions, PlotSpec, StackedPlotSpec } from '../../src/plots.js';
import * as plots from '../../src/plots.js';

/** Draws one plot of real data, on the ground that is asked for. */
export type Draw = (options: PlotOptions) => PlotSpec | StackedPlotSpec;

/** Every plot by the name that its scene is kept under. Models are trained once, when the first is drawn. */
export function everyPlot(): Readonly<Record<string, Draw>> {
  const { data: X, target: y, featureNames } = loadIris();
  const isVirginica = y.map((label) => (label === y[y.length - 1] ? 1 : 0));
  const { data: body, target: progress, featureNames: measures } = loadDiabetes();
  const forest = new library.RandomForestClassifier({ nEstimators: 8, randomState: 0 }).fit(X, y);
  const linear = new library.LogisticRegression().fit(X, isVirginica);
  const shares = linear.predictProba(X).getColumn(1);
  const rough = X.to2DArray().map(([, width]) => width / 5);
  const regressor = new library.LinearRegression().fit(body, progress);
  const predicted = regressor.predict(body);
  const trees = new library.RandomForestRegressor({ nEstimators: 6, maxDepth: 6, randomState: 0 });
  trees.fit(body, progress);
  const boosted = new library.GradientBoostingRegressor({
    nEstimators: 40,
    earlyStoppingRounds: 5,
    randomState: 0,
  });
  const part = (at: number) => ({
    X: body.to2DArray().filter((_, i) => i % 2 === at),
    y: progress.filter((_, i) => i % 2 === at),
  });
  const [learned, held] = [part(0), part(1)];
  boosted.fit(learned.X, learned.y, { evalSet: [learned, held] });
  const clusters = new library.KMeans({ nClusters: 3, randomState: 0 }).fit(X);
  const { table: penguins } = loadPenguins();
  const trained = library.trainModel(penguins, {
    target: 'species',
    modelName: 'randomForest',
    hyperparams: { nEstimators: 10 },
    randomState: 0,
  });
  const detector = new library.IsolationForest({
    nEstimators: 20,
    randomState: 0,
    contamination: 0.1,
  }).fit(X);
  const plane = X.to2DArray().map(([, , length, width]) => [length, width]);
  const svc = new library.SVC({ C: 10 }).fit(plane, y);
  return {
    confusionMatrix: (o) =>
      plots.plotConfusionMatrix(library.confusionMatrix(y, half0(y)), {
        ...o,
        labels: [...forest.classes],
      }),
    rocCurve: (o) =>
      plots.plotRocCurve(
        {
          logistic: library.rocCurve(isVirginica, shares),
          width: library.rocCurve(isVirginica, rough),
        },
        o,
      ),
    rocCurveAlone: (o) => plots.plotRocCurve(library.rocCurve(isVirginica, rough), o),
    precisionRecallCurve: (o) =>
      plots.plotPrecisionRecallCurve(library.precisionRecallCurve(isVirginica, rough), o),
    calibrationCurve: (o) =>
      plots.plotCalibrationCurve(library.calibrationCurve(isVirginica, shares, { nBins: 8 }), o),
    thresholds: (o) => plots.plotThresholds(library.thresholdReport(isVirginica, shares), o),
    predictions: (o) => plots.plotPredictions(progress, predicted, { ...o, target: 'progression' }),
    residuals: (o) =>
      plots.plotResiduals(progress, predicted, { ...o, target: 'progression', maxPoints: 200 }),
    importances: (o) => plots.plotImportances(trained.report.importances, o),
    permutationImportance: (o) =>
      plots.plotImportances(
        library.permutationImportance(regressor, body, progress, { randomState: 0, nRepeats: 3 }),
        { ...o, maxFeatures: 6 },
      ),
    learningCurve: (o) =>
      plots.plotLearningCurve(
        library.learningCurve(new library.LinearRegression(), body, progress, {
          trainSizes: [0.2, 0.5, 1],
          cv: 4,
        }),
        { ...o, scoring: 'R²' },
      ),
    validationCurve: (o) => {
      const paramRange = [0.001, 0.1, 10, 1000];
      return plots.plotValidationCurve(
        library.validationCurve(new library.LogisticRegression(), X, y, {
          paramName: 'C',
          paramRange,
          cv: 3,
        }),
        { ...o, paramName: 'C', paramRange, scoring: 'Accuracy' },
      );
    },
    boostingCurve: (o) =>
      plots.plotBoostingCurve(boosted.evalsResult, { ...o, bestIteration: boosted.bestIteration }),
    decisionRegions: (o) =>
      plots.plotDecisionRegions(svc, plane, y, {
        ...o,
        featureNames: featureNames.slice(2),
        resolution: 40,
      }),
    clusters: (o) =>
      plots.plotClusters(X, clusters.labels, {
        ...o,
        centers: clusters.clusterCenters,
        features: [2, 3],
        featureNames,
      }),
    silhouettes: (o) =>
      plots.plotSilhouettes(library.silhouetteSamples(X, clusters.labels), clusters.labels, o),
    kDistances: (o) => plots.plotKDistances(library.kDistances(X, 4), { ...o, eps: 0.5 }),
    elbow: (o) => plots.plotElbow(library.kMeansSweep(X, { maxClusters: 6, randomState: 0 }), o),
    outliers: (o) =>
      plots.plotOutliers(X, detector.predict(X), { ...o, features: [2, 3], featureNames }),
    anomalyScores: (o) => plots.plotAnomalyScores(detector.decisionFunction(X), o),
    tree: (o) =>
      plots.plotTree(forest.estimators[0], {
        ...o,
        featureNames,
        classNames: [...forest.classes],
        maxDepth: 2,
      }),
    dependence: (o) =>
      plots.plotDependence(
        library.partialDependence(trees, body, {
          features: 2,
          gridResolution: 20,
          kind: 'both',
          method: 'brute',
        }),
        { ...o, target: 'Progression' },
      ),
    dependenceOfClasses: (o) =>
      plots.plotDependence(
        library.partialDependence(forest, X, { features: 3, gridResolution: 15 }),
        o,
      ),
    dependenceOfPair: (o) =>
      plots.plotDependence(
        library.partialDependence(trees, body, { features: [2, 8], gridResolution: 10 }),
        o,
      ),
    dependenceOfCategory: (o) =>
      plots.plotDependence(
        library.partialDependence(trained.model, penguins, { features: 'island' }),
        { ...o, output: 1 },
      ),
    shapSummary: (o) =>
      plots.plotShapSummary(library.treeShap(trees, body).values[0], body, {
        ...o,
        featureNames: measures,
        maxFeatures: 6,
      }),
    waterfall: (o) =>
      plots.plotWaterfall(library.explain(trained.model, penguins.head(1)).rows[0].outputs[0], {
        ...o,
        maxColumns: 4,
      }),
    drift: (o) =>
      plots.plotDrift(
        library.driftReport(
          penguins.filter((row) => row.island === 'Biscoe'),
          penguins.filter((row) => row.island !== 'Biscoe'),
        ),
        o,
      ),
    search: (o) => plots.plotSearch(search(X, y), o),
    searchByParam: (o) => plots.plotSearch(search(X, y), { ...o, param: 'C' }),
    comparison: (o) =>
      plots.plotComparison(
        library.compareModels(penguins, {
          target: 'species',
          models: ['logisticRegression', 'linearSvm'],
          cv: 3,
          randomState: 0,
        }),
        o,
      ),
    reportOfClasses: (o) => one(plots.plotReport(trained, themeOf(o)).confusionMatrix),
  };
}

const themeOf = ({ theme }: PlotOptions) => (theme === undefined ? {} : { theme });
const one = (spec: PlotSpec | undefined): PlotSpec => {
  if (spec === undefined) throw new Error('the report has no such plot');
  return spec;
};

/** The labels, each seventh of them mistaken for the first. */
const half0 = <L>(y: readonly L[]): L[] => y.map((label, i) => (i % 7 === 0 ? y[0] : label));

const search = (
  X: Parameters<library.LogisticRegression['fit']>[0],
  y: ReturnType<typeof loadIris>['target'],
) =>
  new library.GridSearchCV({
    estimator: new library.LogisticRegression(),
    paramGrid: { C: [0.01, 0.1, 1, 10] },
    cv: 3,
  }).fit(X, y).cvResults;
