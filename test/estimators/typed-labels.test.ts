import { expectTypeOf, it } from 'vitest';
import type { Classifier } from '../../src/contracts.js';
import { GradientBoostingClassifier } from '../../src/estimators/gradient-boosting/gradient-boosting-classifier.js';
import { LinearSVC } from '../../src/estimators/linear/linear-svc.js';
import { LogisticRegression } from '../../src/estimators/linear/logistic-regression.js';
import { RandomForestClassifier } from '../../src/estimators/random-forest/random-forest-classifier.js';
import { SVC } from '../../src/estimators/svm/svc.js';
import { Pipeline } from '../../src/preprocessing/composition/pipeline.js';
import { LabelEncoder } from '../../src/preprocessing/encoders/label-encoder.js';
import { StandardScaler } from '../../src/preprocessing/scalers/standard-scaler.js';

type Answer = 'yes' | 'no';
const X = [[0], [1], [2], [3]];
const answers: Answer[] = ['no', 'no', 'yes', 'yes'];
const words: string[] = answers;

it('knows the labels of a class parameter, also where fit is no part of a chain', () => {
  const model = new LogisticRegression<Answer>();
  model.fit(X, answers);
  expectTypeOf(model.predict(X)).toEqualTypeOf<Answer[]>();
  expectTypeOf(model.classes).toEqualTypeOf<readonly Answer[]>();
  expectTypeOf(model.fit(X, answers)).toEqualTypeOf<LogisticRegression<Answer>>();
});

it('knows the labels of y where no parameter was given', () => {
  expectTypeOf(new LogisticRegression().fit(X, answers).predict(X)).toEqualTypeOf<Answer[]>();
  expectTypeOf(new SVC().fit(X, words).predict(X)).toEqualTypeOf<string[]>();
  expectTypeOf(new LinearSVC().fit(X, [0, 0, 1, 1]).predict(X)).toEqualTypeOf<(0 | 1)[]>();
  const behindScaler = new Pipeline({
    steps: [
      ['scale', new StandardScaler()],
      ['model', new LogisticRegression()],
    ],
  });
  expectTypeOf(behindScaler.fit(X, answers).predict(X)).toEqualTypeOf<Answer[]>();
});

it('lets the compiler refuse labels that the parameter does not have', () => {
  /** Compiled, never called: each line must be an error. */
  const refused = (model: LogisticRegression<Answer>) => {
    // @ts-expect-error -- any text, where 'yes' and 'no' were promised
    model.fit(X, words);
    // @ts-expect-error -- likewise in slices
    void model.fitAsync(X, words);
    // @ts-expect-error -- numbers
    model.fit(X, [0, 0, 1, 1]);
    // @ts-expect-error -- a label that is neither
    model.fit(X, ['no', 'no', 'yes', 'perhaps']);
    // @ts-expect-error -- scores compare with such labels too
    model.score(X, words);
    // @ts-expect-error -- every classifier does so
    new SVC<Answer>().fit(X, words);
    // @ts-expect-error -- every classifier does so
    new LinearSVC<Answer>().fit(X, words);
    // @ts-expect-error -- every classifier does so
    new RandomForestClassifier<Answer>().fit(X, words);
    // @ts-expect-error -- every classifier does so
    new GradientBoostingClassifier<Answer>().fit(X, words);
    // @ts-expect-error -- and what encodes labels
    new LabelEncoder<Answer>().fitTransform(words);
  };
  expectTypeOf(refused).returns.toEqualTypeOf<void>();
});

it('takes a model of known labels where any classifier is asked for', () => {
  const classesOf = (model: Classifier): number => model.classes.length;
  const answering = <L extends string>(model: Classifier<L>): L[] => model.predict(X);
  const model = new LogisticRegression().fit(X, answers);
  const anyLabels: LogisticRegression = model;
  expectTypeOf(classesOf(anyLabels)).toEqualTypeOf<number>();
  expectTypeOf(classesOf(model)).toEqualTypeOf<number>();
  expectTypeOf(answering(model)).toEqualTypeOf<Answer[]>();
});
