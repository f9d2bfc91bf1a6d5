/*
 * Runs one snippet: types are taken out of it, its imports become addresses of the site's own library, and what is
 * left is imported as the module that it is. So a snippet has a scope of its own and `await`, and no `eval`.
 */
import { transform } from 'sucrase';
import { MODULES, withImports } from '../runnable.js';
import { shownLine } from './shown-values.js';
import type { SnippetMessage, SnippetRequest } from './snippet-messages.js';

const send = (message: SnippetMessage) => postMessage(message);

for (const name of ['log', 'info', 'debug', 'table'] as const) {
  console[name] = (...values: unknown[]) => send({ kind: 'line', text: shownLine(values) });
}
console.warn = (...values: unknown[]) => send({ kind: 'warning', text: shownLine(values) });
console.error = (...values: unknown[]) => send({ kind: 'error', text: shownLine(values) });

/** What a browser can run of TypeScript. */
function toModule({ code, library }: SnippetRequest): string {
  const { code: script } = transform(code, {
    transforms: ['typescript'],
    disableESTransforms: true,
  });
  return withImports(script, (specifier) => {
    if (Object.hasOwn(MODULES, specifier)) return new URL(MODULES[specifier], library).href;
    const known = Object.keys(MODULES).filter((name) => !name.startsWith('.'));
    throw new Error(
      `This page has no module '${specifier}'. Import from ${known.join(', ')}, or run the program in Node.`,
    );
  });
}

addEventListener('message', async ({ data }: MessageEvent<SnippetRequest>) => {
  let address: string | undefined;
  try {
    const script = new Blob([toModule(data)], { type: 'text/javascript' });
    address = URL.createObjectURL(script);
    const began = performance.now();
    await import(/* @vite-ignore */ address);
    send({ kind: 'done', milliseconds: performance.now() - began });
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : shownLine([error]);
    send({ kind: 'error', text });
    send({ kind: 'done', milliseconds: 0 });
  } finally {
    if (address !== undefined) URL.revokeObjectURL(address);
  }
});
