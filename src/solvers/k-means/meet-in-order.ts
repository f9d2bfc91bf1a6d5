/** What the closure of `nearestByOrder` holds. */
interface Block {
  /** Values of the centres in the order of each point, the first in a tile, the second and so on. */
  readonly lanes: readonly Float64Array[];
  readonly samples: Float64Array;
  readonly shift: Float64Array;
  readonly order: Int32Array;
  readonly gaps: Float64Array;
  /** The point of each sample, and the squared distance from it. */
  readonly starts: Int32Array;
  readonly squares: Float64Array;
  /** Samples that may be nearest to two centres, and to more. */
  readonly pairs: Int32Array;
  readonly many: Int32Array;
}

/** What lets samples in the block meet the centres that they may be nearest to, each distance summed as `squaredDistance` does. */
export function createMeetInOrder(block: Block) {
  // Constants of this closure: V8 knows place and length of those only.
  const [LANE0, LANE1, LANE2, LANE3, LANE4] = block.lanes;
  const { samples: SAMPLES, shift: SHIFT, order: ORDER, gaps: GAPS } = block;
  const { starts: STARTS, squares: SQUARES, pairs: PAIRS, many: MANY } = block;

  /** Labels of those who are nearest to the first or the second centre of their point. */
  function meetPairs(count: number, columns: number, stride: number, labels: Int32Array): void {
    // Named before the loops: V8 knows place and length of constants only then.
    const lane0 = LANE0;
    const lane1 = LANE1;
    const lanes = 5; // a module's constant would be looked up at each step
    const samples = SAMPLES;
    const shift = SHIFT;
    const order = ORDER;
    const starts = STARTS;
    const pairs = PAIRS;
    for (let which = 0; which < count; which++) {
      const i = pairs[which];
      const row = i * columns;
      const place = starts[i] * stride;
      let sum0 = 0;
      let sum1 = 0;
      for (let j = 0, at = place * columns; j < columns; j++, at += lanes) {
        const value = samples[row + j] - shift[j];
        const from0 = value - lane0[at];
        sum0 += from0 * from0;
        const from1 = value - lane1[at];
        sum1 += from1 * from1;
      }
      const c0 = order[place];
      const c1 = order[place + 1];
      const isSecond = Number(sum1 < sum0) | (Number(sum1 === sum0) & Number(c1 < c0));
      labels[i] = c0 + isSecond * (c1 - c0);
    }
  }

  /** Labels of those who may be nearest to more. @returns how many tiles they met; no number where a distance is none */
  function meetTiles(count: number, columns: number, stride: number, labels: Int32Array): number {
    const lane0 = LANE0;
    const lane1 = LANE1;
    const lane2 = LANE2;
    const lane3 = LANE3;
    const lane4 = LANE4;
    const lanes = 5;
    const samples = SAMPLES;
    const shift = SHIFT;
    const order = ORDER;
    const gaps = GAPS;
    const starts = STARTS;
    const squares = SQUARES;
    const many = MANY;
    const half = columns >> 1;
    let probe = 0; // stays 0 while all distances are numbers
    let met = 0;
    for (let which = 0; which < count; which++) {
      const i = many[which];
      const row = i * columns;
      const begin = starts[i] * stride;
      const end = begin + stride;
      const square = squares[i];
      let best = Infinity;
      let label = 0;
      for (let place = begin, at = begin * columns; place < end; place += lanes) {
        if (gaps[place] > square) break;
        met++;
        let sum0 = 0;
        let sum1 = 0;
        let sum2 = 0;
        let sum3 = 0;
        let sum4 = 0;
        for (let j = 0; j < half; j++, at += lanes) {
          const value = samples[row + j] - shift[j];
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
        }
        if (
          place > begin &&
          sum0 > best &&
          sum1 > best &&
          sum2 > best &&
          sum3 > best &&
          sum4 > best
        ) {
          at += (columns - half) * lanes;
          continue;
        }
        for (let j = half; j < columns; j++, at += lanes) {
          const value = samples[row + j] - shift[j];
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
        }
        if (sum0 <= best) {
          const c = order[place];
          if (sum0 < best || c < label) label = c;
          best = sum0;
        }
        if (sum1 <= best) {
          const c = order[place + 1];
          if (sum1 < best || c < label) label = c;
          best = sum1;
        }
        if (sum2 <= best) {
          const c = order[place + 2];
          if (sum2 < best || c < label) label = c;
          best = sum2;
        }
        if (sum3 <= best) {
          const c = order[place + 3];
          if (sum3 < best || c < label) label = c;
          best = sum3;
        }
        if (sum4 <= best) {
          const c = order[place + 4];
          if (sum4 < best || c < label) label = c;
          best = sum4;
        }
      }
      labels[i] = label;
      probe += best * 0;
    }
    return met + probe;
  }

  return { meetPairs, meetTiles };
}
