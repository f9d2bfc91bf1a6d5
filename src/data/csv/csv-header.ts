import { warn } from '../../warnings.js';
import { listRemarks, show } from '../../words.js';

/**
 * Column names from a header: white space around them is taken off, a name that comes again gets a
 * number (`price_2`), an empty one becomes `c` and its position. The latter two are warned of.
 *
 * @param header - [width], as in the file
 * @param where - the function that was called, for the warning
 * @returns different names [width]
 */
export function namesFromHeader(header: readonly string[], where: string): string[] {
  const given = header.map((name) => name.trim());
  const taken = new Set(given);
  const seen = new Set<string>(['']);
  /** The number to try next behind a name: to start anew each time would be quadratic. */
  const nextNumber = new Map<string, number>();
  const changes: string[] = [];
  const names = given.map((name, j) => {
    if (!seen.has(name)) {
      seen.add(name);
      return name;
    }
    const stem = name === '' ? `c${j}` : name;
    let k = nextNumber.get(stem) ?? 2;
    let free = name === '' ? stem : `${stem}_${k++}`;
    while (taken.has(free)) free = `${stem}_${k++}`;
    nextNumber.set(stem, k);
    taken.add(free);
    const problem = name === '' ? 'has no name' : `is another ${show(name)}`;
    changes.push(`column ${j + 1} ${problem} and becomes ${show(free)}`);
    return free;
  });
  if (changes.length > 0) {
    warn(
      'data',
      `${where}: ${listRemarks(changes)}. Give every column of the header its own name.`,
    );
  }
  return names;
}
