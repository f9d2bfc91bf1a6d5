/**
 * A small job that touches every part of the library, run from the packed package in Node (ESM and
 * CJS) and in a browser: all must give the same bits.
 */
export function run(fitpredict) {
  const { parseCsv, trainModel, LinearRegression, LogisticRegression, serialize, deserialize } =
    fitpredict;
  const { makeMoons, makeRegression, trainTestSplit } = fitpredict;
  const answers = {};

  const moons = makeMoons({ nSamples: 300, noise: 0.2, randomState: 1 });
  const [XTrain, XTest, yTrain] = trainTestSplit(moons.X, moons.y, { randomState: 2 });
  const logistic = new LogisticRegression().fit(XTrain, yTrain);
  answers.probabilities = logistic.predictProba(XTest).to1DArray();

  const { X, y } = makeRegression({ nSamples: 200, nFeatures: 8, noise: 1, randomState: 3 });
  const linear = new LinearRegression().fit(X, y);
  answers.coef = linear.coef;

  const csv =
    'size,colour,big\n1.5,red,no\n2,blue,no\n9,red,yes\n8,,yes\n7.5,blue,yes\n1,red,no\n'.repeat(
      10,
    );
  const table = parseCsv(csv.replaceAll('\nsize,colour,big', ''));
  const { model, metrics } = trainModel(table, {
    target: 'big',
    modelName: 'logisticRegression',
    randomState: 4,
  });
  answers.logLoss = metrics.logLoss;
  const loaded = deserialize(serialize(model));
  answers.loaded = loaded.predictProba([{ size: 5, colour: 'green' }]).to1DArray();
  return answers;
}
