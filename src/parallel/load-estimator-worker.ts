/** The code of workers that know all estimators, in a file of its own, which is loaded when the first search needs it. */
export async function loadEstimatorWorker(): Promise<string | undefined> {
  const { estimatorWorkerText } = await import('./estimator-worker-text.js');
  return estimatorWorkerText;
}
