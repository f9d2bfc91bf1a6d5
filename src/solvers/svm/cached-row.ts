/** Values of a row of a kernel matrix, as precise as the problem needs. */
export type CachedRow = Float32Array | Float64Array;
