import type { Column } from '../data/columns.js';
import { createColumn } from '../data/create-column.js';
import { Table } from '../data/table.js';
import { type ClassificationDataset, cellsOf, numberColumn } from './dataset.js';
import { rows } from './penguins-rows.js';

const SPECIES = ['Adelie', 'Chinstrap', 'Gentoo'] as const;
const MEASURES = ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'];

/**
 * 344 penguins of three species: four measures, island and sex, with gaps as field work leaves them.
 *
 * The table is the main thing: `species`, `island`, the measures and `sex`; 2 penguins lack all
 * measures, 11 the sex. `data` has only the four measures, NaN where missing: impute before training.
 *
 * @example
 * const { table } = loadPenguins()
 * trainModel(table, { target: 'species', modelName: 'randomForest' })
 */
export function loadPenguins(): ClassificationDataset<(typeof SPECIES)[number]> {
  const cells = cellsOf(rows);
  const target = cells.map(([species]) => Number(species));
  const table = new Table([
    { type: 'text', name: 'species', codes: Int32Array.from(target), categories: SPECIES },
    textColumn('island', cells, 1),
    ...MEASURES.map((name, j) => numberColumn(name, cells, 2 + j)),
    textColumn('sex', cells, 6),
  ]);
  return {
    data: table.select(MEASURES).toMatrix(),
    target,
    featureNames: [...MEASURES],
    targetNames: [...SPECIES],
    table,
    description: DESCRIPTION,
  };
}

/** Cell `j` of each row; an empty one is missing, and so is the one sex that was written as a point. */
function textColumn(name: string, cells: readonly string[][], j: number): Column {
  return createColumn(
    name,
    cells.map((row) => (row[j] === '' || row[j] === '.' ? null : row[j])),
  );
}

const DESCRIPTION = `Palmer penguins: bill, flipper and body mass of 344 penguins of three species on three islands of the
Palmer Archipelago, Antarctica, 2007 to 2009. Two have no measures, and the sex of eleven is not known.

Source: K. B. Gorman, T. D. Williams and W. R. Fraser, PLoS ONE 9(3): e90081 (2014); A. M. Horst, A. P. Hill
and K. B. Gorman, palmerpenguins (2020), https://doi.org/10.5281/zenodo.3960218. Licence: CC0.`;
