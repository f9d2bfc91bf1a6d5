import { expect, it } from 'vitest';
import { loadIris } from '../../src/datasets/load-iris.js';
import { GradientBoostingClassifier } from '../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { serialize } from '../../src/serialization/bytes.js';
import { startWorker } from './workers-runtime.js';

it('a Worker of fitpredict/predict answers as the model it was made with', async () => {
  const { data, target, targetNames } = loadIris();
  const names = target.map((code) => targetNames[code]);
  const model = new GradientBoostingClassifier({ nEstimators: 20 }).fit(data, names);
  const bytes = Buffer.from(serialize(model)).toString('base64');
  const runtime = await startWorker('./predict-worker.ts', { MODEL: JSON.stringify(bytes) });
  try {
    const rows = data.to2DArray();
    const body = JSON.stringify(rows);
    const answer = await runtime.dispatchFetch('http://worker/', { method: 'POST', body });
    expect(await answer.json()).toEqual({
      labels: model.predict(rows),
      shares: model.predictProba(rows).to2DArray(),
    });
  } finally {
    await runtime.dispose();
  }
});
