import { reserve } from '../memory.js';
import { count } from '../words.js';

/** Refuse a value for each row and class [rows × nClasses] where that is more than memory may hold. */
export function reserveClasses(rows: number, nClasses: number, where: string): void {
  reserve(8 * rows * nClasses, {
    where,
    what: `${count(rows, 'row')} of values for ${nClasses} classes`,
    remedy: 'Pass fewer rows at a time.',
  });
}

/** Zeros for a value of each class [rows × nClasses], unless they are more than memory may hold. */
export function classColumns(rows: number, nClasses: number, where: string): Float64Array {
  reserveClasses(rows, nClasses, where);
  return new Float64Array(rows * nClasses);
}
