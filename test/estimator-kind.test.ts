import { expect, it } from 'vitest';
import { isClassifier } from '../src/estimator-kind.js';
import {
  KMeans,
  LabelEncoder,
  LinearRegression,
  Pipeline,
  StandardScaler,
  SVC,
} from '../src/index.js';

it('tells classifiers from all else, fitted or not, also at the end of pipelines', () => {
  const ending = (step: SVC | LinearRegression | KMeans | StandardScaler | Pipeline) =>
    new Pipeline({
      steps: [
        ['scale', new StandardScaler()],
        ['last', step],
      ],
    });
  const fitted = new SVC().fit([[0], [1], [2], [3]], [0, 0, 1, 1]);
  for (const yes of [new SVC(), fitted, ending(new SVC()), ending(ending(new SVC()))]) {
    expect(isClassifier(yes)).toBe(true);
  }
  const others = [new LinearRegression(), new KMeans(), new LabelEncoder(), new StandardScaler()];
  const pipelines = [
    ending(new LinearRegression()),
    ending(new KMeans()),
    ending(new StandardScaler()),
  ];
  for (const no of [...others, ...pipelines, {}]) expect(isClassifier(no)).toBe(false);
});

it('takes what works by another estimator for what that one is', () => {
  const by = (estimator: object) => ({
    classes: [],
    predict: () => [],
    getParams: () => ({ estimator }),
  });
  expect(isClassifier(by(new SVC()))).toBe(true);
  expect(isClassifier(by(by(new LinearRegression())))).toBe(false);
});
