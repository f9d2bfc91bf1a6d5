/**
 * A search over all machines that listen to a queue: `npx tsx examples/distributed/search.ts`, once Redis and workers run,
 * from docker-compose.yml beside it, say. on-processes.ts starts all of it on one machine.
 */
import assert from 'node:assert/strict';
import { GridSearchCV, makeClassification, SVC } from 'fitpredict';
import { createQueue } from 'fitpredict/distributed';
import { FileSystemStorage } from 'fitpredict/node';
import { usePool } from 'fitpredict/parallel';

const { REDIS_URL = 'redis://127.0.0.1:6379', STORAGE = 'work' } = process.env;
const { X, y } = makeClassification({ nSamples: 800, nFeatures: 10, randomState: 0 });
const search = (nJobs: number | null) =>
  new GridSearchCV({
    estimator: new SVC(),
    paramGrid: { C: [0.1, 1, 10], gamma: ['scale', 0.01, 0.1] },
    nJobs,
  });

const storage = new FileSystemStorage({ root: STORAGE });
const queue = createQueue({ redis: REDIS_URL, storage });
await usePool(queue);
const shared = await search(-1).fitAsync(X, y, {
  onProgress: ({ done, total }) => done % 15 === 0 && console.log(`${done} of ${total} fits`),
});
console.log(shared.bestParams, shared.bestScore.toFixed(3));

// The same bits as on one thread.
const alone = search(null).fit(X, y);
assert.deepEqual(shared.bestParams, alone.bestParams);
assert.deepEqual(shared.cvResults.meanTestScore, alone.cvResults.meanTestScore);
queue.close();
