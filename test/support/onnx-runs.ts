/** What `test/reference/onnx_runtime.py` records. */
export interface RuntimeRuns {
  /** By the name of the case and the precision. */
  readonly models: Readonly<Record<string, RuntimeRun>>;
}

interface RuntimeRun {
  readonly rows: number;
  readonly differentLabels: number;
  readonly largestDifference: number;
  /** The outputs for the first three rows, by name. */
  readonly firstRows: Readonly<Record<string, readonly unknown[]>>;
}
