import { Table } from '../src/data/table.js';
import { driftReport } from '../src/monitoring/drift-report.js';
import { TableProfile } from '../src/monitoring/table-profile.js';
import { createRng } from '../src/random/rng.js';
import { createNormal } from '../src/random/sampling.js';
import type { Dataset, Workload } from './workload.js';

const ROWS = 1_000_000;
const COLUMNS = 20;
/** Rows that the profile is made of. */
const TRAINED = 100_000;

interface Prepared {
  readonly profile: TableProfile;
  readonly table: Table;
}

/** A quarter of the columns each: normal, skewed over many magnitudes, uniform, and whole numbers. */
export const drift: Workload = {
  name: 'drift_1m_20',
  about: 'driftReport of 1 000 000 × 20 against a stored profile',
  data,
  ours: {
    name: 'fitpredict',
    prepare({ X }): Prepared {
      const columns = Array.from({ length: COLUMNS }, (_, j) => ({
        type: 'number' as const,
        name: `c${j}`,
        data: X.data.subarray(j * ROWS, (j + 1) * ROWS),
      }));
      const trained = columns.map((column) => ({ ...column, data: column.data.slice(0, TRAINED) }));
      return { profile: new TableProfile().fit(new Table(trained)), table: new Table(columns) };
    },
    fit(prepared) {
      const { profile, table } = prepared as Prepared;
      const { columns, drifted } = driftReport(profile, table);
      const psi = columns.reduce((sum, column) => sum + (column.psi ?? 0), 0) / columns.length;
      return { quality: () => ({ drifted: drifted.length, psi }) };
    },
  },
};

/** Column by column, as a table has them. */
function data(): Dataset {
  const rng = createRng('drift');
  const normal = createNormal(rng);
  const shapes = [
    normal,
    () => Math.exp(3 * normal()),
    () => rng.next(),
    () => Math.floor(20 * normal()),
  ];
  const data = new Float64Array(ROWS * COLUMNS);
  for (let j = 0, at = 0; j < COLUMNS; j++) {
    const draw = shapes[j % shapes.length];
    for (let i = 0; i < ROWS; i++) data[at++] = draw();
  }
  const X = { data, rows: ROWS, columns: COLUMNS };
  return { X, y: new Float64Array(), XTest: X, yTest: new Float64Array() };
}
