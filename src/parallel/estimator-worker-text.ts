/** The worker that knows all estimators (`estimator-worker.ts`) as text: the build puts it here, and tests do. */
export const estimatorWorkerText: string | undefined = undefined;
