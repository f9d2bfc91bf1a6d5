import { type Dense, rowsBetween } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import { reserveBlock } from '../../memory.js';
import { squaredDistance } from '../../numeric/distances.js';
import { drain, inStretches, type Steps, Stretch } from '../../progress.js';
import { count } from '../../words.js';
import type { Centers } from './centers.js';
import { orderCentres } from './centre-order.js';
import { findLandmarks } from './landmarks.js';
import { labelByCells } from './nearest-by-cells.js';
import { nearestByOrder, roomForPoints } from './nearest-by-order.js';
import { findNearest, packAll } from './nearest-center.js';
import { findNearestThree } from './nearest-three.js';
import { createNearestThree } from './nearest-three-plain.js';
import { packCenters } from './packed-centers.js';

/** Samples whose offset is taken off together: 256 rows of 16 features are 32 kB. */
const BLOCK_ROWS = 256;

/** Coordinates up to this have squared distances that stay finite when summed. */
const LARGEST = 1e150;

/**
 * That squared distances are numbers, in steps of some rows.
 *
 * @throws InvalidInputError for coordinates whose squared distances may not be finite
 */
export function* checkSizes({ data, rows, columns }: Dense, where: string): Steps<void> {
  yield* inStretches(rows, columns, (from, to) => {
    for (let at = from * columns; at < to * columns; at++) {
      if (Math.abs(data[at]) <= LARGEST) continue;
      throw new InvalidInputError(
        `${where}: X[${Math.floor(at / columns)}][${at % columns}] is ${data[at]}, too large for distances to be numbers. Pass values up to ${LARGEST}, or scale the features first.`,
      );
    }
  });
}

/** A copy of the samples without an offset [nFeatures], in steps of some rows. */
export function* takeOff(shift: Float64Array, { data, rows, columns }: Dense): Steps<Dense> {
  const centred = new Float64Array(data.length);
  yield* inStretches(rows, columns, (from, to) => {
    for (let row = from * columns; row < to * columns; row += columns) {
      for (let j = 0; j < columns; j++) centred[row + j] = data[row + j] - shift[j];
    }
  });
  return { data: centred, rows, columns };
}

/**
 * The clusters of new samples: the nearest centre, the lowest index on a tie [nSamples].
 *
 * @param check - throws where samples are not finite; called only if a distance is not, as each value is in one
 */
export function nearestCenters(model: Centers, samples: Dense, check?: () => void): Int32Array {
  return drain(nearestCentersInSteps(model, samples, check));
}

/** As `nearestCenters`, in steps of some rows. */
export function* nearestCentersInSteps(
  model: Centers,
  samples: Dense,
  check?: () => void,
): Steps<Int32Array> {
  const { rows } = samples;
  const labels = new Int32Array(rows);
  const assign = nearestAssignment(model, samples);
  let isChecked = false;
  yield* inStretches(rows, model.centers.length, (from, to) => {
    const allNumbers = assign(rowsBetween(samples, from, to), labels.subarray(from, to));
    if (allNumbers || isChecked) return;
    isChecked = true;
    check?.();
  });
  return labels;
}

/** Fewer centres than these, fewer rows, or distances in fewer features, are measured sooner than ordered. */
const FEW_CENTERS = 8;
const FEW_COLUMNS = 8;
const FEW_ROWS = 64;
/** For each centre so many rows at least, that it is worth it to order them. */
const ROWS_A_CENTER = 48;
/** An order that was made from so many times fewer rows is made anew: it is better the more are looked at. */
const MORE_ROWS = 8;
/** Rows that show whether the order spares distances. */
const TRIAL_ROWS = 256;
/** It does where no more than this share of the centres is measured. */
const WORTHWHILE = 0.7;

/**
 * What gives the rows of a block their labels, and says whether all distances to their centres are numbers. By the order of
 * the centres, 10 000 rows in 20 clusters of 16 features take 0.2 to 0.3 of the time of all distances, 0.3 to 0.4 in the first call,
 * which makes it; where rows show that it spares too few, as those without clusters, all are measured.
 */
function nearestAssignment(
  model: Centers,
  all: Dense,
): (samples: Dense, labels: Int32Array) => boolean {
  const { centers, shift } = model;
  const { rows, columns } = all;
  const nClusters = centers.length / columns;
  let packed: Float64Array | undefined;
  const measureAll = (samples: Dense, labels: Int32Array) => {
    packed ??= packAll(centers, columns);
    return findNearest(samples, shift, packed, labels);
  };
  const byCells = labelByCells(model, all, measureAll);
  if (byCells !== undefined) return byCells;
  const points = roomForPoints(nClusters, columns);
  const isFew = nClusters < FEW_CENTERS || columns < FEW_COLUMNS || rows < FEW_ROWS;
  if (isFew || points < nClusters) return measureAll;
  let isTried = false;
  let plan = nearestByOrder.orderOf(model);
  /** Makes one from these samples, where the last, if any, was made from fewer: that may not suit them. */
  const order = () => {
    const fewest = Math.max(ROWS_A_CENTER * nClusters, 2 * (plan?.rows ?? 0));
    plan = undefined;
    if (rows < fewest) return;
    isTried = false;
    const landmarks = findLandmarks(all, model, Math.min(2 * nClusters, points));
    if (landmarks.spread < Infinity) plan = orderCentres(landmarks, model);
  };
  if (plan === undefined || rows >= MORE_ROWS * plan.rows) order();
  return (samples, labels) => {
    let allNumbers = true;
    let done = 0;
    while (plan !== undefined && done < samples.rows) {
      const to = isTried ? samples.rows : Math.min(done + TRIAL_ROWS, samples.rows);
      const part = rowsBetween(samples, done, to);
      const share = nearestByOrder.find(plan, part, labels.subarray(done, to));
      if (Number.isNaN(share)) allNumbers = false;
      done = to;
      isTried = true;
      if (share > WORTHWHILE) order();
    }
    if (done === samples.rows) return allNumbers;
    const rest = rowsBetween(samples, done, samples.rows);
    return measureAll(rest, labels.subarray(done)) && allNumbers;
  };
}

/** Euclidean distances to the centres, row-major [nSamples × nClusters], in feature units, in steps of some rows. */
export function* distancesToCenters(
  model: Centers,
  samples: Dense,
  where: string,
): Steps<Float64Array> {
  const { columns, rows } = samples;
  const { centers } = model;
  const nClusters = centers.length / columns;
  const distances = reserveBlock(rows, nClusters, {
    where,
    what: `${count(rows, 'row')} of distances to ${count(nClusters, 'cluster')}`,
    remedy: 'Pass fewer rows at a time.',
  });
  const stretch = new Stretch();
  let at = 0;
  for (const [block] of blocksOf(model, samples)) {
    for (let row = 0; row < block.data.length; row += columns) {
      for (let center = 0; center < centers.length; center += columns) {
        const squared = squaredDistance(block.data, row, centers, center, columns);
        distances[at++] = Math.sqrt(squared);
      }
    }
    if (stretch.spend(block.rows * centers.length)) yield;
  }
  return distances;
}

/** Weighted sum of squared distances to the nearest centre, in feature units squared. */
export function inertiaOfSamples(model: Centers, samples: Dense, weights?: Float64Array): number {
  const found = createNearestThree(BLOCK_ROWS);
  const { nearest } = found;
  const centers = packCenters(model.centers, samples.columns);
  let inertia = 0;
  for (const [block, from] of blocksOf(model, samples)) {
    findNearestThree({ samples: block, centers }, found);
    for (let i = 0; i < block.rows; i++) {
      inertia += weights === undefined ? nearest[i] : weights[from + i] * nearest[i];
    }
  }
  return inertia;
}

/** Blocks of samples without their offset, and where each begins; the block is reused. */
function* blocksOf({ shift }: Centers, samples: Dense): Generator<[Dense, number], void, void> {
  const { data, rows, columns } = samples;
  const buffer = new Float64Array(Math.min(rows, BLOCK_ROWS) * columns);
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const size = Math.min(BLOCK_ROWS, rows - from);
    for (let i = 0, at = 0; i < size; i++) {
      const row = (from + i) * columns;
      for (let j = 0; j < columns; j++) buffer[at++] = data[row + j] - shift[j];
    }
    yield [rowsBetween({ data: buffer, rows: size, columns }, 0, size), from];
  }
}

/** The centres in the units of the features, row-major [nClusters × nFeatures]. */
export function shiftedBack({ centers, shift }: Centers): Float64Array {
  return centers.map((value, at) => value + shift[at % shift.length]);
}

/** Whether two labellings differ at most in how the clusters are numbered. */
export function sameClustering(a: Int32Array, b: Int32Array, nClusters: number): boolean {
  const renamed = new Int32Array(nClusters).fill(-1);
  for (let i = 0; i < a.length; i++) {
    if (renamed[a[i]] === -1) renamed[a[i]] = b[i];
    else if (renamed[a[i]] !== b[i]) return false;
  }
  return true;
}

/** How many clusters have a sample. */
export function countDistinct(labels: Int32Array, nClusters: number): number {
  const seen = new Uint8Array(nClusters);
  let distinct = 0;
  for (let i = 0; i < labels.length; i++) {
    if (seen[labels[i]] === 1) continue;
    seen[labels[i]] = 1;
    distinct++;
  }
  return distinct;
}
