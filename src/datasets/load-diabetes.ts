import type { NumberColumn } from '../data/columns.js';
import { Table } from '../data/table.js';
import {
  aBoolean,
  type Hyperparameter,
  parameter,
  type Resolved,
  resolve,
} from '../hyperparameters.js';
import { cellsOf, type Dataset, numberColumn } from './dataset.js';
import { rows } from './diabetes-rows.js';

/** In what units `loadDiabetes` gives the features. */
export interface LoadDiabetesOptions {
  /**
   * Whether the features come centred and scaled, each column with mean 0 and sum of squares 1, as
   * scikit-learn and the paper give them. Default true; false gives them in their units.
   */
  scaled?: boolean;
}

const options = () =>
  ({
    scaled: parameter(aBoolean(), {
      default: true,
      about: 'whether the features come centred and scaled.',
    }),
  }) satisfies Record<keyof LoadDiabetesOptions, Hyperparameter>;

const FEATURE_NAMES = ['age', 'sex', 'bmi', 'bp', 's1', 's2', 's3', 's4', 's5', 's6'];

/**
 * 442 diabetes patients: 10 features, and how far the disease came within a year, from 25 to 346.
 *
 * @throws InvalidParameterError for an option that is unknown or no boolean
 *
 * @example
 * const { data, target } = loadDiabetes()
 * new LinearRegression().fit(data, target)
 */
export function loadDiabetes(given: LoadDiabetesOptions = {}): Dataset {
  const { scaled } = resolve<Resolved<LoadDiabetesOptions>>(
    'loadDiabetes',
    options(),
    given,
    'option',
  );
  const cells = cellsOf(rows);
  const features = FEATURE_NAMES.map((name, j) => numberColumn(name, cells, j));
  if (scaled) features.forEach(scale);
  const target = numberColumn('target', cells, FEATURE_NAMES.length);
  const table = new Table([...features, target]);
  return {
    data: table.select(FEATURE_NAMES).toMatrix(),
    target: Array.from(target.data),
    featureNames: [...FEATURE_NAMES],
    table,
    description: DESCRIPTION,
  };
}

/** Make mean 0 and sum of squares 1, in place. */
function scale({ data }: NumberColumn): void {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const norm = Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0));
  for (let i = 0; i < data.length; i++) data[i] = (data[i] - mean) / norm;
}

const DESCRIPTION = `Diabetes: ten variables of 442 patients, and a measure of disease progression one year later.
age in years; sex; bmi, the body mass index; bp, the average blood pressure; s1, total serum cholesterol (tc);
s2, low-density lipoproteins (ldl); s3, high-density lipoproteins (hdl); s4, total cholesterol / hdl (tch);
s5, possibly the logarithm of serum triglycerides (ltg); s6, blood sugar (glu).

Source: B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, Least Angle Regression, Annals of Statistics 32
(2004); https://www4.stat.ncsu.edu/~boos/var.select/diabetes.html. Licence: the source states none;
scikit-learn distributes the same values under its BSD 3-clause licence.`;
