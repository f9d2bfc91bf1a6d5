import { expect, it } from 'vitest';
import { ownAnswers } from '../../../src/interop/onnx/verify-model.js';
import { toONNX } from '../../../src/interop.js';
import { reference } from '../../reference/reference.js';
import { onnxCases } from '../../support/onnx-cases.js';
import type { RuntimeRuns } from '../../support/onnx-runs.js';

/** What single precision leaves of seven digits: powers in a kernel and numbers far from zero lose more. */
const SINGLE: Readonly<Record<string, number>> = { svcOvo: 1e-3, oneColumn: 1e-2 };

const { models: runs } = reference<RuntimeRuns>('onnx_runtime');

it.each(Object.entries(onnxCases))('%s says as ONNX what it says itself', (name, create) => {
  const { model, rows } = create();
  const asked = rows(30);
  const exact = toONNX(model, { verify: asked });
  expect(exact).toMatchObject({ rows: 30, differentLabels: 0, differentLeaves: 0 });
  expect(exact.largestDifference).toBeLessThan(1e-12);
  const single = toONNX(model, { precision: 'single', verify: asked });
  expect(single).toMatchObject({ rows: 30, differentLabels: 0, differentLeaves: 0 });
  expect(single.largestDifference).toBeLessThan(SINGLE[name] ?? 2e-5);

  for (const [output, values] of Object.entries(runs[`${name}-double`].firstRows)) {
    const recorded = values.flat();
    const own = Array.from(ownAnswers(model, output, asked)).slice(0, recorded.length);
    if (output === 'label') expect(own).toEqual(recorded);
    else {
      for (const [i, value] of recorded.entries()) {
        expect(own[i], output).toBeCloseTo(value as number, 9);
      }
    }
  }
});
