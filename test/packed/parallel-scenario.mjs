/**
 * Work for a pool of the packed package: what comes of it is compared with what one thread does, here and in the test with
 * what other platforms do.
 */
export async function run({ fitpredict, parallel, poolOptions = {} }) {
  const { makeClassification, RandomForestClassifier, GridSearchCV, Pipeline } = fitpredict;
  const { StandardScaler, LogisticRegression, setWarningHandler } = fitpredict;
  const warnings = [];
  setWarningHandler(({ message }) => warnings.push(message));
  const pool = parallel.createPool({ workers: 2, ...poolOptions });
  await parallel.usePool(pool);

  const { X, y } = makeClassification({ nSamples: 1000, nFeatures: 10, randomState: 0 });
  const options = { nEstimators: 16, randomState: 1 };
  const forest = await new RandomForestClassifier({ ...options, nJobs: 2 }).fitAsync(X, y);
  const alone = new RandomForestClassifier(options).fit(X, y);

  const steps = [
    ['scale', new StandardScaler()],
    ['model', new LogisticRegression()],
  ];
  const how = {
    estimator: new Pipeline({ steps }),
    paramGrid: { model__C: [0.01, 0.1, 1, 10], model__tol: [1e-4, 1e-6] },
  };
  const search = await new GridSearchCV({ ...how, nJobs: 2 }).fitAsync(X, y);
  const searchAlone = new GridSearchCV(how).fit(X, y);
  return {
    workers: pool.workers,
    warnings,
    sameForest: JSON.stringify(forest.estimators) === JSON.stringify(alone.estimators),
    sameSearch:
      JSON.stringify(search.cvResults.meanTestScore) ===
      JSON.stringify(searchAlone.cvResults.meanTestScore),
    probabilities: forest.predictProba(X).getRow(0),
  };
}
