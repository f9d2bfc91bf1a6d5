import { type ClassificationDataset, classificationDataset } from './dataset.js';
import { rows } from './wine-rows.js';

/**
 * Chemical analyses of 178 wines of three cultivars: 13 features on very different scales.
 *
 * @example
 * const { data, target } = loadWine()
 * const X = new StandardScaler().fitTransform(data)
 * new LogisticRegression().fit(X, target).score(X, target)
 */
export function loadWine(): ClassificationDataset<'class_0' | 'class_1' | 'class_2'> {
  return classificationDataset(
    rows,
    [
      'alcohol',
      'malic_acid',
      'ash',
      'alcalinity_of_ash',
      'magnesium',
      'total_phenols',
      'flavanoids',
      'nonflavanoid_phenols',
      'proanthocyanins',
      'color_intensity',
      'hue',
      'od280/od315_of_diluted_wines',
      'proline',
    ],
    ['class_0', 'class_1', 'class_2'],
    DESCRIPTION,
  );
}

const DESCRIPTION = `Wine recognition: chemical analyses of 178 wines grown in one region of Italy by three cultivators
(59, 71 and 48 wines). The scales differ by three orders of magnitude: scale the features first.

Source: S. Aeberhard and M. Forina (1992), UCI Machine Learning Repository,
https://doi.org/10.24432/C5PC7J. Licence: CC BY 4.0.`;
