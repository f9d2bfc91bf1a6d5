import { type ClassificationDataset, classificationDataset } from './dataset.js';
import { rows } from './iris-rows.js';

/**
 * Measures of 150 iris flowers, 50 of each of three species: 4 features in centimetres.
 *
 * @example
 * const { data, target, targetNames } = loadIris()
 * new KMeans({ nClusters: 3, randomState: 0 }).fit(data)
 */
export function loadIris(): ClassificationDataset<'setosa' | 'versicolor' | 'virginica'> {
  return classificationDataset(
    rows,
    ['sepal length (cm)', 'sepal width (cm)', 'petal length (cm)', 'petal width (cm)'],
    ['setosa', 'versicolor', 'virginica'],
    DESCRIPTION,
  );
}

const DESCRIPTION = `Iris plants: length and width of sepals and petals of 150 flowers, 50 of each of three species.
One species is linearly separable from the other two, which overlap.

Source: R. A. Fisher, The Use of Multiple Measurements in Taxonomic Problems, Annals of Eugenics 7 (1936);
the values are those of the paper and of scikit-learn, of which two rows of the UCI copy differ.
UCI Machine Learning Repository, https://doi.org/10.24432/C56C76. Licence: CC BY 4.0.`;
