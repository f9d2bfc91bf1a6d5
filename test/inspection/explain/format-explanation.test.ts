import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../../src/inspection/explain/explanation.js';
import { formatExplanation } from '../../../src/inspection/explain/format-explanation.js';

const penguin: Explanation<string> = {
  method: 'treeShap',
  unit: 'margin',
  comparedWith: 'training',
  target: 'species',
  rows: [
    {
      predicted: 'Adelie',
      outputs: [
        { label: 'Gentoo', baseValue: 0, prediction: 0, contributions: [] },
        {
          label: 'Adelie',
          baseValue: -0.625,
          prediction: 2.1,
          contributions: [
            { column: 'bill_length_mm', value: 39.1, contribution: 2.3 },
            { column: 'sex', value: null, contribution: -0.5 },
            { column: 'island', value: 'Dream', contribution: 1 },
            { column: 'ringed', value: false, contribution: -0.075 },
          ],
        },
      ],
    },
  ],
};
const [row] = penguin.rows;
const one = (changes: Partial<Explanation>, predicted: string | number) => {
  const output = { ...row.outputs[1], label: null };
  return formatExplanation({ ...penguin, ...changes, rows: [{ predicted, outputs: [output] }] });
};

describe('an explanation as text', () => {
  it('tells of the predicted class what pushed it', () => {
    expect(formatExplanation(penguin, { maxColumns: 2 })).toBe(
      [
        'Row 1: Adelie with a margin of 2.1, where the training rows have -0.625 on average',
        '  bill_length_mm = 39.1 pushed Adelie by +2.3',
        '  sex is missing pushed Adelie by -0.5',
        '  2 other columns pushed it by +0.925',
        '',
      ].join('\n'),
    );
    expect(formatExplanation(penguin)).toContain('  island = "Dream" pushed Adelie by +1\n');
    expect(formatExplanation({ ...penguin, rows: [row, row] })).toMatch(/\n\nRow 2: Adelie/);
  });

  it('says what the numbers are and what is compared with', () => {
    const first = (text: string) => text.split('\n', 1)[0];
    expect(first(one({ unit: 'value', comparedWith: 'typicalRow', target: 'price' }, 2.1))).toBe(
      'Row 1: price is 2.1, where the typical row has -0.625',
    );
    expect(first(one({ unit: 'value', comparedWith: 'background', target: null }, 2.1))).toBe(
      'Row 1: the prediction is 2.1, where the background has -0.625 on average',
    );
    expect(first(one({ unit: 'logarithm', target: 'visits' }, 8.166))).toBe(
      'Row 1: visits is 8.166 with a logarithm of 2.1, where the training rows have -0.625 on average',
    );
    expect(one({ unit: 'logarithm', target: 'visits' }, 8.166)).toContain(
      'pushed the logarithm of visits by +2.3',
    );
    expect(first(one({ unit: 'pathLength', target: null }, -1))).toBe(
      'Row 1: an outlier with a path length (shorter is more abnormal) of 2.1, where the training rows have -0.625 on average',
    );
    expect(one({ unit: 'decision', target: null }, 1)).toMatch(
      /ordinary with a decision \(negative for outliers\) of 2\.1.*\n.* pushed the decision by \+2\.3/,
    );
  });

  it('refuses to name no columns', () => {
    for (const maxColumns of [0, -1, 1.5, Number.NaN, '3' as never]) {
      expect(() => formatExplanation(penguin, { maxColumns })).toThrow(
        /formatExplanation: maxColumns must be an integer >= 1/,
      );
    }
  });
});
