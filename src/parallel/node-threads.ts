type Builtin = (id: string) => unknown;

/**
 * A module of Node, where there is one, Deno and Bun included: asked of the process, so that no bundler for pages meets an
 * import of it.
 */
function nodeModule(id: string): unknown {
  const { process } = globalThis as { process?: { getBuiltinModule?: Builtin } };
  return process?.getBuiltinModule?.(id);
}

/** Threads as Node has them. */
export const nodeThreads = () =>
  nodeModule('node:worker_threads') as typeof import('node:worker_threads') | undefined;

/** How many threads the machine runs at once; 1 where nothing tells. */
export function coreCount(): number {
  const os = nodeModule('node:os') as typeof import('node:os') | undefined;
  if (os !== undefined) return os.availableParallelism();
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  return navigator?.hardwareConcurrency ?? 1;
}
