import { fromLightGBM } from '../../src/interop/lightgbm/from-lightgbm.js';
import type { ForeignSubject } from './foreign-attack.js';
import { interopCase } from './interop-cases.js';

/** Files of LightGBM to be changed: with categories, classes and a forest among them. */
export function lightgbmSubjects(): ForeignSubject[] {
  const names = ['binary-missing', 'categorical', 'category-names', 'forest', 'monotone'];
  names.push('multiclass', 'no-sizes', 'poisson', 'quantile', 'dart');
  return names.map((name) => {
    const { bytes, X } = interopCase(`lgb-${name}`);
    return { name, file: bytes, isText: true, X, read: (file) => fromLightGBM(file) };
  });
}
