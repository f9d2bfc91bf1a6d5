import { fromXGBoost } from '../../src/interop/xgboost/from-xgboost.js';
import type { ForeignSubject } from './foreign-attack.js';
import { interopCase } from './interop-cases.js';

/** Files of XGBoost to be changed: of both forms, with categories, classes, dart and odd spellings among them. */
export function xgboostSubjects(): ForeignSubject[] {
  const names = ['binary-base-score', 'categorical', 'category-names', 'dart', 'early-stopping'];
  names.push('monotone-lossguide', 'multiclass', 'old-file', 'poisson', 'quantile');
  return names.map((name) => {
    const { bytes, X } = interopCase(`xgb-${name}`);
    const isText = bytes[1] !== 'L'.charCodeAt(0);
    return { name, file: bytes, isText, X, read: (file) => fromXGBoost(file) };
  });
}
