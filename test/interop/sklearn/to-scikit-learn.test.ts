import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { InvalidInputError, InvalidParameterError } from '../../../src/errors.js';
import { DummyClassifier } from '../../../src/estimators/dummy/dummy-classifier.js';
import { IsolationForest } from '../../../src/estimators/isolation-forest.js';
import { LinearRegression } from '../../../src/estimators/linear/linear-regression.js';
import { SKLEARN_CLASSES } from '../../../src/interop/sklearn/sklearn-classes.js';
import { WITH_COUNTERPART } from '../../../src/interop/sklearn/to-scikit-learn.js';
import { fromScikitLearn, toScikitLearn } from '../../../src/interop.js';
import { Pipeline } from '../../../src/preprocessing/composition/pipeline.js';
import { StandardScaler } from '../../../src/preprocessing/scalers/standard-scaler.js';
import { deserialize } from '../../../src/serialization/deserialize.js';
import { differences, sklearnModels } from '../../support/sklearn-models.js';

const X = [
  [0, 1],
  [1, 3],
  [2, 2],
  [3, 5],
];

describe('a model for scikit-learn', () => {
  it('is a model file, which says here what it said before', () => {
    const model = new LinearRegression().fit(X, [1, 2, 3, 4]);
    expect(deserialize(toScikitLearn(model)).predict?.(X)).toEqual(model.predict(X));
  });

  it('can be whatever came from scikit-learn', () => {
    for (const model of sklearnModels()) {
      const rebuilt = fromScikitLearn(model.bytes);
      const again = deserialize(toScikitLearn(rebuilt));
      expect(differences(again, model)).toEqual(differences(rebuilt, model));
    }
  });

  it('is refused where it has no counterpart, by its name and place', () => {
    const steps = [
      ['scale', new StandardScaler()],
      ['none', new DummyClassifier()],
    ] as const;
    const pipeline = new Pipeline({ steps }).fit(X, ['a', 'a', 'b', 'b']);
    expect(() => toScikitLearn(pipeline)).toThrow(InvalidParameterError);
    expect(() => toScikitLearn(pipeline)).toThrow(
      'toScikitLearn: model.none is a DummyClassifier, which has no counterpart in scikit-learn.',
    );
    const extended = new IsolationForest({ nEstimators: 2, extensionLevel: 1 }).fit(X);
    expect(() => toScikitLearn(extended)).toThrow(/extended isolation forest.*extensionLevel: 0/);
  });

  it('is of the classes that Python knows, which are those that come from there', () => {
    const script = fileURLToPath(new URL('../../../python/load_fitpredict.py', import.meta.url));
    const table = readFileSync(script, 'utf8').split('LOADERS = {')[1];
    const inPython = [...table.matchAll(/^ {4}"(\w+)":/gm)].map(([, type]) => type);
    const rebuilt = SKLEARN_CLASSES.map((Class) => Class.info.type);
    expect(inPython.sort()).toEqual([...WITH_COUNTERPART].sort());
    expect(rebuilt.sort()).toEqual([...WITH_COUNTERPART].sort());
  });

  it('is refused before it is fitted', () => {
    expect(() => toScikitLearn(new LinearRegression())).toThrow(InvalidInputError);
    expect(() => toScikitLearn(new LinearRegression())).toThrow(/Call fit first/);
  });
});
