/** The worker of the kernels (`kernel-worker.ts` and all it imports) as text: the build puts it here, and tests do. */
export const kernelWorkerText: string | undefined = undefined;
