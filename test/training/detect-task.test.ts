import { describe, expect, it } from 'vitest';
import { createColumn } from '../../src/data/create-column.js';
import { wholeCatalogue } from '../../src/training/catalogue.js';
import { detectTask } from '../../src/training/detect-task.js';
import { findModel } from '../../src/training/find-model.js';

const { entries } = wholeCatalogue();
const linear = findModel(entries, 'linearRegression', 'test');
const logistic = findModel(entries, 'logisticRegression', 'test');
const amounts = createColumn('price', [1.5, 2.5, 3.25, 9, 7.75, 4]);
const codes = createColumn('grade', [1, 2, 3, 1, 2, 3, 1, 2]);
const text = createColumn('colour', ['red', 'blue', 'red', 'blue']);
const flags = createColumn('sold', [true, false, true]);

describe('the task is', () => {
  it('classification for text', () => {
    expect(detectTask(text, logistic, undefined, 'trainModel')).toEqual({
      task: 'classification',
      reason: '"colour" is text',
    });
  });

  it('classification for booleans', () => {
    expect(detectTask(flags, logistic, undefined, 'trainModel').reason).toBe(
      '"sold" is true or false',
    );
  });

  it('classification for a few whole numbers that repeat', () => {
    expect(detectTask(codes, logistic, undefined, 'trainModel')).toEqual({
      task: 'classification',
      reason: '"grade" holds only 3 different whole numbers',
    });
  });

  it('regression for amounts', () => {
    expect(detectTask(amounts, linear, undefined, 'trainModel')).toEqual({
      task: 'regression',
      reason: '"price" holds 6 different numbers',
    });
  });

  it('regression for a few whole numbers where the model knows nothing else', () => {
    expect(detectTask(codes, linear, undefined, 'trainModel')).toEqual({
      task: 'regression',
      reason: 'linearRegression predicts numbers',
    });
  });

  it('what was asked for', () => {
    expect(detectTask(codes, logistic, 'classification', 'trainModel')).toEqual({
      task: 'classification',
      reason: 'it was asked for',
    });
  });
});

describe('it is refused', () => {
  it('to predict text with a model for numbers, naming one that can', () => {
    expect(() => detectTask(text, linear, undefined, 'trainModel')).toThrow(
      'trainModel: linearRegression predicts numbers, but "colour" is text. Use a model for classification such as "logisticRegression".',
    );
  });

  it('to predict amounts with a model for classes, naming the way around', () => {
    expect(() => detectTask(amounts, logistic, undefined, 'trainModel')).toThrow(
      'trainModel: logisticRegression predicts classes, but "price" holds 6 different numbers. Use a model for regression.',
    );
    const whole = createColumn(
      'year',
      Array.from({ length: 50 }, (_, i) => i),
    );
    expect(() => detectTask(whole, logistic, undefined, 'trainModel')).toThrow(
      'Use a model for regression, or pass task: "classification" to make every number a class.',
    );
  });

  it('to make classes of numbers with fractions, even when asked', () => {
    expect(() => detectTask(amounts, logistic, 'classification', 'trainModel')).toThrow(
      'trainModel: classification needs classes, but the target "price" holds numbers such as 1.5, which are amounts. Pass a model for regression, or make classes of them',
    );
  });

  it('to ask a model for a task it cannot do', () => {
    expect(() => detectTask(codes, linear, 'classification', 'trainModel')).toThrow(
      'trainModel: linearRegression cannot do "classification", only regression.',
    );
  });
});
