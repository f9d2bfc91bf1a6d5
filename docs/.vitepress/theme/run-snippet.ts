import { withBase } from 'vitepress';
import type { SnippetMessage, SnippetRequest } from './snippet-messages.js';

/**
 * Runs a program in a worker of its own, which ends with it.
 *
 * @param onMessage - called for each line that is printed, and once at the end
 * @returns what stops it, after which nothing is heard of it
 */
export function runSnippet(code: string, onMessage: (message: SnippetMessage) => void): () => void {
  const worker = new Worker(new URL('./snippet-worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<SnippetMessage>) => {
    if (data.kind === 'done') worker.terminate();
    onMessage(data);
  };
  worker.onerror = ({ message }) => {
    worker.terminate();
    onMessage({ kind: 'error', text: message || 'The library could not be loaded.' });
    onMessage({ kind: 'done', milliseconds: 0 });
  };
  const library = new URL(withBase('/lib/'), location.href).href;
  worker.postMessage({ code, library } satisfies SnippetRequest);
  return () => worker.terminate();
}
