import { createMeetFour } from './nearest-three-of-four.js';
import { findPlainly, type Meeting, type NearestThree } from './nearest-three-plain.js';
import { FEWER_LANES, LANES, type PackedCenters } from './packed-centers.js';

/** Values of centres in the closure: rows of them up to 2 340 features. */
const ROOM = 2 ** 14;
const MOST_COLUMNS = Math.floor(ROOM / LANES);
/** Values of samples in the closure, and how many of these at most. */
const SAMPLE_ROOM = 8192;

function createFindNearestThree() {
  const BLOCK = new Float64Array(ROOM + LANES - 1);
  const LANE0 = BLOCK.subarray(0, ROOM);
  const LANE1 = BLOCK.subarray(1, ROOM + 1);
  const LANE2 = BLOCK.subarray(2, ROOM + 2);
  const LANE3 = BLOCK.subarray(3, ROOM + 3);
  const LANE4 = BLOCK.subarray(4, ROOM + 4);
  const LANE5 = BLOCK.subarray(5, ROOM + 5);
  const LANE6 = BLOCK.subarray(6, ROOM + 6);
  const SAMPLES = new Float64Array(SAMPLE_ROOM);
  const LABELS = new Int32Array(SAMPLE_ROOM);
  const OTHERS = new Int32Array(SAMPLE_ROOM);
  const NEAREST = new Float64Array(SAMPLE_ROOM);
  const SECOND = new Float64Array(SAMPLE_ROOM);
  const THIRD = new Float64Array(SAMPLE_ROOM);

  const meetFour = createMeetFour({
    lanes: [LANE0, LANE1, LANE2, LANE3],
    samples: SAMPLES,
    found: {
      labels: LABELS,
      others: OTHERS,
      nearest: NEAREST,
      second: SECOND,
      third: THIRD,
    },
  });

  /** The first samples of the block meet so many groups of seven centres, of which the first is number `first`. */
  function meetSevens(count: number, columns: number, groups: number, first: number): void {
    // Named before the loops: V8 knows place and length of constants only then.
    const lane0 = LANE0;
    const lane1 = LANE1;
    const lane2 = LANE2;
    const lane3 = LANE3;
    const lane4 = LANE4;
    const lane5 = LANE5;
    const lane6 = LANE6;
    const lanes = 7; // a module's constant would be looked up at each step
    const samples = SAMPLES;
    const labels = LABELS;
    const others = OTHERS;
    const nearest = NEAREST;
    const second = SECOND;
    const third = THIRD;
    for (let i = 0; i < count; i++) {
      const row = i * columns;
      const end = row + columns;
      let label = labels[i];
      let best = nearest[i];
      let other = others[i];
      let next = second[i];
      let last = third[i];
      for (let g = 0, at = 0; g < groups; g++) {
        let sum0 = 0;
        let sum1 = 0;
        let sum2 = 0;
        let sum3 = 0;
        let sum4 = 0;
        let sum5 = 0;
        let sum6 = 0;
        for (let j = row; j < end; j++, at += lanes) {
          const value = samples[j];
          const from0 = value - lane0[at];
          sum0 += from0 * from0;
          const from1 = value - lane1[at];
          sum1 += from1 * from1;
          const from2 = value - lane2[at];
          sum2 += from2 * from2;
          const from3 = value - lane3[at];
          sum3 += from3 * from3;
          const from4 = value - lane4[at];
          sum4 += from4 * from4;
          const from5 = value - lane5[at];
          sum5 += from5 * from5;
          const from6 = value - lane6[at];
          sum6 += from6 * from6;
        }
        const c = first + g * lanes;
        if (sum0 < last) {
          if (sum0 < next) {
            last = next;
            if (sum0 < best) {
              next = best;
              other = label;
              best = sum0;
              label = c;
            } else {
              next = sum0;
              other = c;
            }
          } else last = sum0;
        }
        if (sum1 < last) {
          if (sum1 < next) {
            last = next;
            if (sum1 < best) {
              next = best;
              other = label;
              best = sum1;
              label = c + 1;
            } else {
              next = sum1;
              other = c + 1;
            }
          } else last = sum1;
        }
        if (sum2 < last) {
          if (sum2 < next) {
            last = next;
            if (sum2 < best) {
              next = best;
              other = label;
              best = sum2;
              label = c + 2;
            } else {
              next = sum2;
              other = c + 2;
            }
          } else last = sum2;
        }
        if (sum3 < last) {
          if (sum3 < next) {
            last = next;
            if (sum3 < best) {
              next = best;
              other = label;
              best = sum3;
              label = c + 3;
            } else {
              next = sum3;
              other = c + 3;
            }
          } else last = sum3;
        }
        if (sum4 < last) {
          if (sum4 < next) {
            last = next;
            if (sum4 < best) {
              next = best;
              other = label;
              best = sum4;
              label = c + 4;
            } else {
              next = sum4;
              other = c + 4;
            }
          } else last = sum4;
        }
        if (sum5 < last) {
          if (sum5 < next) {
            last = next;
            if (sum5 < best) {
              next = best;
              other = label;
              best = sum5;
              label = c + 5;
            } else {
              next = sum5;
              other = c + 5;
            }
          } else last = sum5;
        }
        if (sum6 < last) {
          if (sum6 < next) {
            last = next;
            if (sum6 < best) {
              next = best;
              other = label;
              best = sum6;
              label = c + 6;
            } else {
              next = sum6;
              other = c + 6;
            }
          } else last = sum6;
        }
      }
      labels[i] = label;
      nearest[i] = best;
      others[i] = other;
      second[i] = next;
      third[i] = last;
    }
  }

  /** Samples from number `from` up to `to` into the block. */
  function load({ samples: { data, columns }, listed }: Meeting, from: number, to: number) {
    if (listed === undefined) {
      SAMPLES.set(data.subarray(from * columns, to * columns));
      return;
    }
    const samples = SAMPLES;
    for (let i = from, at = 0; i < to; i++) {
      const row = listed[i] * columns;
      for (let j = row; j < row + columns; j++) samples[at++] = data[j];
    }
  }

  /** The first samples of the block meet all centres, as many of these at once as there is room for. */
  function meetAll(count: number, columns: number, { packed }: PackedCenters): void {
    LABELS.fill(0, 0, count);
    OTHERS.fill(0, 0, count);
    NEAREST.fill(Infinity, 0, count);
    SECOND.fill(Infinity, 0, count);
    THIRD.fill(Infinity, 0, count);
    const size = packed.length / columns;
    const atOnce = LANES * Math.floor(ROOM / (LANES * columns));
    for (let c = 0; c < size; ) {
      const left = Math.min(atOnce, size - c);
      const lanes = left < LANES ? FEWER_LANES : LANES;
      const end = c + left - (left % lanes);
      BLOCK.set(packed.subarray(c * columns, end * columns));
      if (lanes === LANES) meetSevens(count, columns, (end - c) / LANES, c);
      else meetFour(count, columns, c);
      c = end;
    }
  }

  return function findNearestThree(meeting: Meeting, out: NearestThree): void {
    const { samples, centers, listed } = meeting;
    const { columns } = samples;
    if (columns > MOST_COLUMNS) {
      findPlainly(meeting, out);
      return;
    }
    const rows = listed?.length ?? samples.rows;
    const size = Math.floor(SAMPLE_ROOM / columns);
    for (let from = 0; from < rows; from += size) {
      const count = Math.min(size, rows - from);
      load(meeting, from, from + count);
      meetAll(count, columns, centers);
      if (listed === undefined) {
        out.labels.set(LABELS.subarray(0, count), from);
        out.others.set(OTHERS.subarray(0, count), from);
        out.nearest.set(NEAREST.subarray(0, count), from);
        out.second.set(SECOND.subarray(0, count), from);
        out.third.set(THIRD.subarray(0, count), from);
      } else {
        for (let i = 0; i < count; i++) {
          const sample = listed[from + i];
          out.labels[sample] = LABELS[i];
          out.others[sample] = OTHERS[i];
          out.nearest[sample] = NEAREST[i];
          out.second[sample] = SECOND[i];
          out.third[sample] = THIRD[i];
        }
      }
    }
  };
}

/**
 * The nearest centre of every sample and the nearest other one, and how far the three nearest are, all distances measured, each summed as
 * `squaredDistance` does. A sample meets seven centres at a time, both in arrays that are constants of a closure, as
 * `numeric/row-lanes.ts` tells: 10 000 × 16 and 20 centres take 2.4 ms so, and 3.7 in tiles of two samples and four
 * centres where they are.
 *
 * @param out - what is found of sample i at i
 */
export const findNearestThree = /* @__PURE__ */ createFindNearestThree();
