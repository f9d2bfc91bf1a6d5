import { expect, it } from 'vitest';
import { LinearRegression } from '../src/estimators/linear/linear-regression.js';
import { SVR } from '../src/estimators/svm/svr.js';
import { ColumnTransformer } from '../src/preprocessing/composition/column-transformer.js';
import { TransformedTargetRegressor } from '../src/preprocessing/composition/transformed-target-regressor.js';
import { StandardScaler } from '../src/preprocessing/scalers/standard-scaler.js';

const model = () =>
  new TransformedTargetRegressor({ regressor: new SVR(), transformer: new StandardScaler() });
const columns = () =>
  new ColumnTransformer({ transformers: [['sizes', new StandardScaler(), [0, 1]]] });

it('reach the estimators inside any estimator', () => {
  const inner = model();
  expect(inner.getParams().regressor__C).toBe(1);
  const before = inner.getParams().regressor;
  inner.setParams({ regressor__C: 3, transformer__withMean: false });
  expect(inner.getParams()).toMatchObject({ regressor__C: 3, transformer__withMean: false });
  expect((before as SVR).getParams().C).toBe(1);
  inner.setParams({ regressor: new LinearRegression(), regressor__fitIntercept: false });
  expect(inner.getParams()).toMatchObject({ regressor__fitIntercept: false });
});

it('reach those listed under names, and keep what stands beside them', () => {
  const parts = columns().setParams({ sizes__withMean: false });
  expect(parts.getParams().transformers[0].slice(2)).toEqual([[0, 1]]);
  expect(parts.getParams().sizes__withMean).toBe(false);
});

it('are refused where nothing has the name, and change nothing then', () => {
  const inner = model();
  expect(() => inner.setParams({ regressor__C: 5, regresor__C: 3 })).toThrow(
    'TransformedTargetRegressor: there is no hyperparameter "regresor". Did you mean "regressor"?',
  );
  expect(() => inner.setParams({ regressor__C: 5, regressor__c: 3 })).toThrow(
    'SVR: there is no hyperparameter "c". Did you mean "C"?',
  );
  expect(inner.getParams().regressor__C).toBe(1);
  inner.setParams({ transformer: null });
  expect(() => inner.setParams({ transformer__withMean: true })).toThrow(
    'transformer is null, which has no hyperparameter "withMean". Set transformer to an estimator first.',
  );
});

it('are refused with the old ones kept where names clash', () => {
  const parts = columns();
  const scaler = new StandardScaler();
  const twice = [
    ['a', scaler, [0]],
    ['a', scaler, [1]],
  ] as const;
  expect(() => parts.setParams({ transformers: twice })).toThrow(
    'ColumnTransformer: there are two parts "a". Rename one.',
  );
  expect(parts.getParams().transformers[0][0]).toBe('sizes');
});
