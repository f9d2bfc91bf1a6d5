import * as library from 'fitpredict';
import type { AsyncOptions } from '../../src/progress.js';

/** A small call of every asynchronous function of the library, by its name. */
export function asyncWorks(): Readonly<
  Record<string, (options: AsyncOptions) => Promise<unknown>>
> {
  const { X, y } = library.makeClassification({ nSamples: 60, nFeatures: 4, randomState: 0 });
  const flag = y.map((label) => (label === 0 ? 'no' : 'yes'));
  const table = library.Table.fromColumns({
    a: X.getColumn(0),
    b: X.getColumn(1),
    group: flag,
  });
  const named = { target: 'group', modelName: 'logisticRegression', randomState: 0 } as const;
  const { model } = library.trainModel(table, named);
  const rows = table.head(3);
  const row = { a: X.get(0, 0), b: X.get(0, 1) };
  const line = () => new library.LogisticRegression();
  const fitted = line().fit(X, flag);
  const forest = new library.RandomForestClassifier({ nEstimators: 3, randomState: 0 });
  forest.fit(X, flag);
  const cv = 2;
  return {
    accumulatedLocalEffectsAsync: (options) =>
      library.accumulatedLocalEffectsAsync(fitted, X, { ...options, features: 0 }),
    compareModelsAsync: (options) =>
      library.compareModelsAsync(table, {
        ...options,
        target: 'group',
        models: ['logisticRegression', 'linearSvm'],
        cv,
        randomState: 0,
      }),
    counterfactualAsync: (options) =>
      library.counterfactualAsync(model, row, {
        ...options,
        background: table,
        target: model.predict(rows)[0] === 'no' ? 'yes' : 'no',
      }),
    crossValPredictAsync: (options) =>
      library.crossValPredictAsync(line(), X, flag, { ...options, cv }),
    crossValScoreAsync: (options) =>
      library.crossValScoreAsync(line(), X, flag, { ...options, cv }),
    crossValidateAsync: (options) =>
      library.crossValidateAsync(line(), X, flag, { ...options, cv }),
    decisionFunctionAsync: (options) => library.decisionFunctionAsync(fitted, X, options),
    driftReportAsync: (options) => library.driftReportAsync(table, rows, options),
    explainAsync: (options) =>
      library.explainAsync(model, rows, { ...options, background: table, randomState: 0 }),
    kernelShapAsync: (options) =>
      library.kernelShapAsync(fitted, X.subMatrix(0, 2, 0, 3), {
        ...options,
        background: X,
        randomState: 0,
      }),
    learningCurveAsync: (options) =>
      library.learningCurveAsync(line(), X, flag, { ...options, cv, trainSizes: [0.5, 1] }),
    limeAsync: (options) =>
      library.limeAsync(model, rows, {
        ...options,
        background: table,
        numSamples: 50,
        randomState: 0,
      }),
    linearShapAsync: (options) => library.linearShapAsync(fitted, X, { ...options, background: X }),
    partialDependenceAsync: (options) =>
      library.partialDependenceAsync(fitted, X, { ...options, features: 0 }),
    permutationImportanceAsync: (options) =>
      library.permutationImportanceAsync(fitted, X, flag, {
        ...options,
        nRepeats: 2,
        randomState: 0,
      }),
    permutationTestScoreAsync: (options) =>
      library.permutationTestScoreAsync(line(), X, flag, {
        ...options,
        cv,
        nPermutations: 3,
        randomState: 0,
      }),
    predictAsync: (options) => library.predictAsync(fitted, X, options),
    predictProbaAsync: (options) => library.predictProbaAsync(fitted, X, options),
    silhouetteScoreAsync: (options) => library.silhouetteScoreAsync(X, flag, options),
    trainModelAsync: (options) => library.trainModelAsync(table, { ...named, ...options }),
    treeShapAsync: (options) => library.treeShapAsync(forest, X, options),
    validationCurveAsync: (options) =>
      library.validationCurveAsync(line(), X, flag, {
        ...options,
        cv,
        paramName: 'C',
        paramRange: [0.1, 1],
      }),
  };
}
