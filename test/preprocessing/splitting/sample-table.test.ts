import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Table } from '../../../src/data/table.js';
import { sampleTable } from '../../../src/preprocessing/splitting/sample-table.js';

function tableOf(sizes: readonly number[]): Table {
  const kinds = sizes.flatMap((size, k) => new Array<string>(size).fill(`class ${k}`));
  return Table.fromColumns({ row: kinds.map((_, i) => i), kind: kinds });
}

describe('sampleTable', () => {
  it('takes different rows in their order, the same for one seed', () => {
    const table = tableOf([500]);
    const rows = sampleTable(table, { size: 100, randomState: 3 }).values('row') as number[];
    expect(rows).toHaveLength(100);
    expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
    expect(sampleTable(table, { size: 100, randomState: 3 }).values('row')).toEqual(rows);
    expect(sampleTable(table, { size: 100, randomState: 4 }).values('row')).not.toEqual(rows);
  });

  it('gives every class its share, and at least one row', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (counts, extra, randomState) => {
        const table = tableOf(counts);
        const size = counts.length + (extra % (table.rowCount - counts.length + 1));
        const kinds = sampleTable(table, { size, stratify: 'kind', randomState }).values('kind');
        expect(kinds).toHaveLength(size);
        const taken = counts.map((_, k) => kinds.filter((kind) => kind === `class ${k}`).length);
        expect(Math.min(...taken)).toBeGreaterThanOrEqual(1);
        for (const [k, count] of counts.entries()) {
          const share = (count * size) / table.rowCount;
          // Rows for classes that would have none come from the largest.
          if (taken[k] > 1) expect(taken[k]).toBeLessThan(share + 1);
          expect(taken[k]).toBeGreaterThan(share - 1 - counts.length);
        }
      }),
    );
  });

  it('takes all of a table that is no larger', () => {
    const table = tableOf([3, 1]);
    expect(sampleTable(table, { size: 4, stratify: 'kind' })).toBe(table);
    expect(sampleTable(table, { size: 99 })).toBe(table);
  });

  it.each([0, -1, 2.5, Number.NaN, '3'])('refuses the size %s', (size) => {
    expect(() => sampleTable(tableOf([5]), { size: size as number })).toThrow(
      /^sampleTable: size must be an integer >= 1, but got/,
    );
  });

  it('refuses fewer rows than classes, an unknown column and missing classes', () => {
    expect(() => sampleTable(tableOf([5, 5, 5]), { size: 2, stratify: 'kind' })).toThrow(
      'sampleTable: size is 2, but stratify has 3 classes. Pass at least one row for each.',
    );
    expect(() => sampleTable(tableOf([5]), { size: 2, stratify: 'kin' })).toThrow('"kind"');
    const holes = Table.fromColumns({ kind: ['a', null, 'b'] });
    expect(() => sampleTable(holes, { size: 2, stratify: 'kind' })).toThrow(
      'sampleTable: a value of "kind" is missing. Leave those rows out first, or choose another column.',
    );
  });
});
