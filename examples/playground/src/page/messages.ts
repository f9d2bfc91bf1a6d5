/** What the page tells: errors where they arise, and what has happened to those who cannot see it. */

import { byId } from './dom.js';

/** Say something politely, once. */
export function announce(words: string): void {
  byId('status', HTMLElement).textContent = words;
}

/** Run some work; what goes wrong is told in an element of the page, in the words of the library. */
export async function telling(where: HTMLElement, work: () => Promise<void>): Promise<void> {
  where.textContent = '';
  try {
    await work();
  } catch (error) {
    where.textContent = error instanceof Error ? error.message : String(error);
  }
}
