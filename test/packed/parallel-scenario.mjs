/**
 * Work for a pool of the packed package: what comes of it is compared with what one thread does, here and in the test with
 * what other platforms do.
 */
export async function run({ fitpredict, parallel, poolOptions = {} }) {
  const { makeClassification, RandomForestClassifier, GridSearchCV, Pipeline } = fitpredict;
  const { StandardScaler, LogisticRegression, setWarningHandler } = fitpredict;
  const { GradientBoostingClassifier, predictAsync } = fitpredict;
  const warnings = [];
  setWarningHandler(({ message }) => warnings.push(message));
  const pool = parallel.createPool({ workers: 2, ...poolOptions });
  await parallel.usePool(pool);

  const { X, y } = makeClassification({ nSamples: 1000, nFeatures: 10, randomState: 0 });
  const options = { nEstimators: 16, randomState: 1 };
  const forest = await new RandomForestClassifier({ ...options, nJobs: 2 }).fitAsync(X, y);
  const alone = new RandomForestClassifier(options).fit(X, y);

  const many = makeClassification({ nSamples: 20_000, nFeatures: 10, randomState: 1 });
  const rounds = { nEstimators: 10, maxDepth: 5 };
  const boosting = new GradientBoostingClassifier({ ...rounds, nJobs: 2 });
  const boosted = await boosting.fitAsync(many.X, many.y);
  const boostedAlone = new GradientBoostingClassifier(rounds).fit(many.X, many.y);
  const predicted = await predictAsync(forest, many.X, { nJobs: 2 });

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
    sameBoosting: JSON.stringify(boosted.estimators) === JSON.stringify(boostedAlone.estimators),
    samePredictions: JSON.stringify(predicted) === JSON.stringify(forest.predict(many.X)),
    sameSearch:
      JSON.stringify(search.cvResults.meanTestScore) ===
      JSON.stringify(searchAlone.cvResults.meanTestScore),
    probabilities: forest.predictProba(X).getRow(0),
  };
}

/** Frames that a page shows while two workers train, between the marks `begin` and `end`. */
export async function countFrames({ fitpredict, parallel }) {
  await parallel.usePool(parallel.createPool({ workers: 2 }));
  const { X, y } = fitpredict.makeClassification({ nSamples: 4000, nFeatures: 20, randomState: 0 });
  const train = (nEstimators) =>
    new fitpredict.RandomForestClassifier({ nEstimators, nJobs: 2, randomState: 0 }).fitAsync(X, y);
  await train(20); // the workers run, and have met the code
  let frames = 0;
  let isOver = false;
  const frame = () => {
    frames++;
    if (!isOver) requestAnimationFrame(frame);
  };
  performance.mark('begin');
  requestAnimationFrame(frame);
  await train(200);
  performance.mark('end');
  isOver = true;
  return frames;
}
