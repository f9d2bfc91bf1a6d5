import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../../src/errors.js';
import { SVC } from '../../../src/estimators/svm/svc.js';
import { fromScikitLearn } from '../../../src/interop.js';
import { isClassifier } from '../../../src/model-guards.js';
import { Pipeline } from '../../../src/preprocessing/composition/pipeline.js';
import { serialize } from '../../../src/serialization/bytes.js';
import { deserialize } from '../../../src/serialization/deserialize.js';
import { decodeSafetensors, encodeSafetensors } from '../../../src/serialization/safetensors.js';
import {
  APART,
  differences,
  SKLEARN_MODELS,
  type SklearnModel,
  sklearnModel,
  sklearnModels,
} from '../../support/sklearn-models.js';

function expectEqual(model: SklearnModel): void {
  const rebuilt = deserialize(serialize(fromScikitLearn(model.bytes)));
  for (const [method, difference] of Object.entries(differences(rebuilt, model))) {
    const most = APART[model.name]?.[method] ?? 1e-12;
    expect(difference, `${model.name}.${method}`).toBeLessThanOrEqual(most);
  }
}

const models = sklearnModels();
const older = sklearnModels(join(SKLEARN_MODELS, '1.2'));

describe('a model of scikit-learn, rebuilt, saved and loaded', () => {
  it.each(models.map((model) => [model.name, model] as const))(
    'answers as it did there: %s',
    (_name, model) => expectEqual(model),
  );

  it.each(older.map((model) => [model.name, model] as const))(
    'answers as it did in version 1.2: %s',
    (_name, model) => expectEqual(model),
  );

  it('has twice the decisions where the log-odds are twice what was summed up', () => {
    for (const model of [
      sklearnModel('gradient-boosting-exponential'),
      sklearnModel('logistic-symmetric', join(SKLEARN_MODELS, '1.2')),
    ]) {
      const rebuilt = fromScikitLearn(model.bytes);
      const halves = (model.answers.decision_function as number[]).map((value) => 2 * value);
      const doubled = { ...model, answers: { decision_function: halves } };
      expect(differences(rebuilt, doubled).decision_function).toBeLessThanOrEqual(1e-12);
    }
  });

  it('keeps the types of labels', () => {
    const classesOf = (name: string) => {
      const model = fromScikitLearn(sklearnModel(name).bytes);
      return isClassifier(model) ? model.classes : [];
    };
    expect(classesOf('logistic-two')).toEqual(['no', 'yes']);
    expect(classesOf('logistic-three')).toEqual([5, 6, 7]);
    expect(classesOf('logistic-booleans')).toEqual([false, true]);
    expect(classesOf('voting-hard')).toEqual([5, 6, 7]);
  });

  it('lets an SVM with probabilities decide by votes, as it did there', () => {
    const folder = join(SKLEARN_MODELS, '1.2');
    const model = fromScikitLearn(sklearnModel('svc-three-probability', folder).bytes);
    expect(model).toBeInstanceOf(SVC);
    expect(model.getParams()).toMatchObject({ probability: true, kernel: 'rbf' });
  });

  it('takes the columns of a table by name where it was fitted on a DataFrame', () => {
    const { bytes, answers } = sklearnModel('churn');
    const model = fromScikitLearn(bytes) as Pipeline;
    const person = { member: 'no', city: null, income: 48.5, age: null };
    expect(model).toBeInstanceOf(Pipeline);
    expect(Object.keys(model.predictOne(person))).toEqual(['label', 'probabilities']);
    expect(() => model.predict([[1, 2, 3, 4]])).toThrow(/fit was given a Table/);
    expect((answers.predict as unknown[]).length).toBeGreaterThan(0);
  });

  it('can be fitted again', () => {
    const { bytes } = sklearnModel('pipeline');
    const model = fromScikitLearn(bytes) as Pipeline;
    const X = [
      [1, 2, 3, 4],
      [2, 3, 4, 5],
      [9, 8, 7, 6],
      [8, 7, 6, 5],
    ];
    expect(model.fit(X, ['a', 'a', 'b', 'b']).predict(X)).toEqual(['a', 'a', 'b', 'b']);
  });
});

/** An export with something in its description changed. */
function changed(name: string, change: (description: Record<string, never>) => void): Uint8Array {
  const { metadata, tensors } = decodeSafetensors(sklearnModel(name).bytes);
  const description = JSON.parse(metadata['scikit-learn']);
  change(description);
  return encodeSafetensors({
    metadata: { 'scikit-learn': JSON.stringify(description) },
    tensors,
  });
}

describe('what is no export', () => {
  it.each<[string, unknown, RegExp]>([
    ['text', 'model', /file is a Uint8Array or an ArrayBuffer/],
    ['no bytes', new Uint8Array(0), /no model/],
    ['a model of this library', serialize(new SVC()), /no export of scikit-learn.*deserialize/],
    [
      'another format',
      changed('ridge', (it) => Object.assign(it, { format: 2 })),
      /format 2, but this release reads 1/,
    ],
    [
      'an unknown class',
      changed('ridge', (it) => Object.assign(it.model, { type: 'Rigde' })),
      /model: "Rigde" cannot be rebuilt.*Ridge/,
    ],
    [
      'options out of range',
      changed('dbscan', (it) => Object.assign(it.model['params' as never], { eps: -1 })),
      /DBSCAN: eps must be/,
    ],
  ])('is refused by name: %s', (_what, bytes, message) => {
    const read = () => fromScikitLearn(bytes as Uint8Array);
    expect(read).toThrow(ModelFormatError);
    expect(read).toThrow(message);
  });
});
