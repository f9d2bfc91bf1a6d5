/** What the library warns of while something is done. Several things can go on at once, which share the one handler. */

import { setWarningHandler } from 'fitpredict';

const listening = new Set<string[]>();

setWarningHandler(({ message }) => {
  if (listening.size === 0) console.warn(message);
  for (const notes of listening) notes.push(message);
});

/** Do some work, which finds in `notes` what was warned of so far. */
export async function noting<T>(work: (notes: readonly string[]) => Promise<T>): Promise<T> {
  const notes: string[] = [];
  listening.add(notes);
  try {
    return await work(notes);
  } finally {
    listening.delete(notes);
  }
}
