/* Trains the model of the start page, a step at a time, and says after each what it makes of the plane. */
import {
  accuracyScore,
  GradientBoostingClassifier,
  KMeans,
  makeBlobs,
  makeCircles,
  makeMoons,
  RandomForestClassifier,
  setWarningHandler,
} from 'fitpredict';
import { type DemoMessage, type DemoRequest, RESOLUTION } from './demo-messages.js';

const STEPS = { boosting: 60, forest: 60, 'k-means': 30 };
/** Milliseconds from one picture to the next. */
const PAUSE = 60;

setWarningHandler(() => undefined); // that k-means has not converged is the point of each step

const send = (message: DemoMessage) => postMessage(message);
const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE));

const grid = Array.from({ length: RESOLUTION ** 2 }, (_, i) => [
  ((i % RESOLUTION) + 0.5) / RESOLUTION,
  (Math.floor(i / RESOLUTION) + 0.5) / RESOLUTION,
]);

function samplesOf({ data, seed }: DemoRequest) {
  const common = { nSamples: 320, randomState: seed };
  if (data === 'blobs') return makeBlobs({ ...common, centers: 5, clusterStd: 1.1 });
  return data === 'moons'
    ? makeMoons({ ...common, noise: 0.22 })
    : makeCircles({ ...common, noise: 0.12, factor: 0.45 });
}

/** Columns from 0 to 1, with a margin. */
function intoFrame(rows: readonly (readonly number[])[]): number[][] {
  const bounds = [0, 1].map((j) => {
    const column = rows.map((row) => row[j]);
    const low = Math.min(...column);
    const margin = 0.06 * (Math.max(...column) - low);
    return { low: low - margin, width: Math.max(...column) - low + 2 * margin };
  });
  return rows.map((row) => bounds.map(({ low, width }, j) => (row[j] - low) / width));
}

async function classify(request: DemoRequest, points: number[][], classes: number[]) {
  const cut = 240; // the others are held back
  const [X, y] = [points.slice(0, cut), classes.slice(0, cut)];
  const model =
    request.model === 'boosting'
      ? new GradientBoostingClassifier({
          nEstimators: 1,
          maxDepth: 3,
          learningRate: 0.15,
          warmStart: true,
        })
      : new RandomForestClassifier({ nEstimators: 1, warmStart: true, randomState: request.seed });
  const total = STEPS[request.model];
  for (let done = 1; done <= total; done++) {
    model.setParams({ nEstimators: done }).fit(X, y);
    const accuracy = accuracyScore(classes.slice(cut), model.predict(points.slice(cut)));
    const unit = request.model === 'boosting' ? 'Round' : 'Tree';
    send({
      kind: 'step',
      done,
      total,
      plane: model.predictProba(grid).getColumn(1),
      score: `${unit} ${done} of ${total}: ${Math.round(100 * accuracy)} % of 80 points held back are told right`,
    });
    await pause();
  }
}

async function cluster(points: number[][]) {
  const total = STEPS['k-means'];
  let centers = points.slice(0, 5);
  for (let done = 1; done <= total; done++) {
    const model = new KMeans({ nClusters: 5, init: centers, nInit: 1, maxIter: 1 }).fit(points);
    const moved = model.clusterCenters.to2DArray();
    const settled = moved.every((row, c) => row.every((value, j) => value === centers[c][j]));
    centers = moved;
    send({
      kind: 'step',
      done: settled ? total : done,
      total,
      plane: model.predict(grid),
      score: `Pass ${done}: inertia ${model.inertia.toFixed(3)}${settled ? ', settled' : ''}`,
    });
    if (settled) return;
    await pause();
    await pause();
  }
}

addEventListener('message', async ({ data: request }: MessageEvent<DemoRequest>) => {
  const { X, y } = samplesOf(request);
  const points = intoFrame(X.to2DArray());
  const isCluster = request.model === 'k-means';
  const classes = Array.from(y, (label) => (isCluster ? 0 : label % 2));
  send({ kind: 'samples', points, classes });
  await (isCluster ? cluster(points) : classify(request, points, classes));
});
