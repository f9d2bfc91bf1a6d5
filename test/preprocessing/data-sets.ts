import { loadBreastCancer } from '../../src/datasets/load-breast-cancer.js';
import { loadDiabetes } from '../../src/datasets/load-diabetes.js';
import { loadIris } from '../../src/datasets/load-iris.js';
import { loadWine } from '../../src/datasets/load-wine.js';

/** The data sets of the reference values, by their names in them; the units of diabetes are its own. */
const DATA_SETS = {
  iris: loadIris,
  wine: loadWine,
  breastCancer: loadBreastCancer,
  diabetes: () => loadDiabetes({ scaled: false }),
};

export type DataSetName = keyof typeof DATA_SETS;

/** Their names. */
export const DATA_SET_NAMES = Object.keys(DATA_SETS) as DataSetName[];

/** The features of one [nSamples × nFeatures]. */
export function rowsOf(name: DataSetName): number[][] {
  return DATA_SETS[name]().data.to2DArray();
}
