import { rows } from './breast-cancer-rows.js';
import { type ClassificationDataset, classificationDataset } from './dataset.js';

const MEASURES = [
  'radius',
  'texture',
  'perimeter',
  'area',
  'smoothness',
  'compactness',
  'concavity',
  'concave points',
  'symmetry',
  'fractal dimension',
];

/**
 * Cell nuclei of 569 tumours, 212 malignant (0) and 357 benign (1): mean, standard error and worst
 * value of 10 measures, 30 features in all.
 *
 * @example
 * const { data, target } = loadBreastCancer()
 * new RandomForestClassifier({ randomState: 0 }).fit(data, target)
 */
export function loadBreastCancer(): ClassificationDataset<'malignant' | 'benign'> {
  return classificationDataset(
    rows,
    [
      ...MEASURES.map((measure) => `mean ${measure}`),
      ...MEASURES.map((measure) => `${measure} error`),
      ...MEASURES.map((measure) => `worst ${measure}`),
    ],
    ['malignant', 'benign'],
    DESCRIPTION,
  );
}

const DESCRIPTION = `Breast cancer Wisconsin (diagnostic): 30 features of cell nuclei in digitized images of fine needle
aspirates of 569 breast masses, 212 malignant and 357 benign. Each of ten measures comes as its mean, its
standard error and its worst value, the mean of the three largest.

Source: W. Wolberg, O. Mangasarian, N. Street and W. Street (1993), UCI Machine Learning Repository,
https://doi.org/10.24432/C5DW2B. Licence: CC BY 4.0.`;
