import { expect, it } from 'vitest';
import { fidelity, fitRidge, momentsOf } from '../../../src/inspection/lime/local-fit.js';
import { drain } from '../../../src/progress.js';

const rows = [
  [1, 0, 1],
  [0, 1, 1],
  [1, 1, 0],
  [0, 0, 0],
  [1, 0, 0],
  [0, 1, 0],
];
const said = [
  [3, 1],
  [-1, 2],
  [2, 0],
  [0.5, 1],
  [2.5, 4],
  [-2, 1],
];
const weights = Float64Array.of(1, 0.5, 0.25, 0.8, 0.9, 0.1);
const block = (values: number[][]) => ({
  data: Float64Array.from(values.flat()),
  rows: values.length,
  columns: values[0].length,
});

it('agrees with scikit-learn', () => {
  // scikit-learn 1.9.1: Ridge(alpha=1).fit(X, y, sample_weight=w), its intercept_, coef_ and score(X, y, w)
  const moments = drain(momentsOf(block(rows), block(said), weights));
  const cases = [
    {
      chosen: [0, 1, 2],
      output: 0,
      alpha: 1,
      intercept: 0.9300558014238985,
      coef: [1.2162786222820858, -0.7270540696555704, 0.10086588416394072],
      score: 0.7311705501730641,
    },
    {
      chosen: [2, 0],
      output: 1,
      alpha: 0.01,
      intercept: 1.7002658501045023,
      coef: [-0.9432657307277622, 0.8739324782421675],
      score: 0.20323419389529973,
    },
  ];
  for (const { chosen, output, alpha, intercept, coef, score } of cases) {
    const fit = fitRidge(moments, chosen, output, alpha);
    expect(fit.intercept).toBeCloseTo(intercept, 12);
    expect([...fit.coef]).toEqual(coef.map((value) => expect.closeTo(value, 12)));
    const own = Float64Array.from(said, (row) => row[output]);
    expect(fidelity(fit, chosen, block(rows), own, weights)).toBeCloseTo(score, 12);
  }
});
