import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../../src/errors.js';
import { fromXGBoost } from '../../../src/interop/xgboost/from-xgboost.js';
import { cpuTime } from '../../support/cpu-time.js';
import { attackReader } from '../../support/foreign-attack.js';
import { xgboostSubjects } from '../../support/xgboost-subjects.js';

/** Files a model; the slow suite tries 100 000 in all. */
const FILES = 60;

describe('a changed file of XGBoost', () => {
  it('is refused as such, or a model that answers', () => {
    let loaded = 0;
    for (const subject of xgboostSubjects()) {
      const tally = attackReader(subject, 'small', 0, FILES);
      expect(tally.faults).toEqual([]);
      loaded += tally.loaded;
    }
    expect(loaded).toBeGreaterThan(20); // else nothing but reading was tried
  });

  const binary = (...parts: (string | number[])[]) =>
    Uint8Array.from(
      parts.flatMap((part) =>
        typeof part === 'string' ? [...new TextEncoder().encode(part)] : part,
      ),
    );
  const name = (text: string) => binary('L', [0, 0, 0, 0, 0, 0, 0, text.length], text);
  const huge = [0x7f, 255, 255, 255, 255, 255, 255, 255];

  it.each([
    ['a list of numbers', '[$d#L'],
    ['a list of bytes', '[$U#L'],
    ['a list of anything', '[#L'],
    ['text', 'SL'],
  ])('of a length that is not there is refused at once: %s', (_what, mark) => {
    const file = binary('{', [...name('learner')], mark, huge);
    const start = cpuTime();
    expect(() => fromXGBoost(file)).toThrow(/a length beyond the end of the file/);
    expect(cpuTime() - start).toBeLessThan(1000); // memory may be swept meanwhile
  });

  it('that is nested without an end is refused, without using up the stack', () => {
    const deep = 100_000;
    const files = [
      `{"learner":${'['.repeat(deep)}`,
      `{"learner":${'{"learner":'.repeat(deep / 10)}`,
      `{"other":${'['.repeat(deep)}`,
      binary('{', [...name('learner')], '['.repeat(deep)),
      binary('{', [...name('other')], '['.repeat(deep)),
    ];
    for (const file of files) expect(() => fromXGBoost(file)).toThrow(ModelFormatError);
  });

  it('of nothing but small lists is refused before it fills the memory', () => {
    const file = `{"learner":{"trees":[${'[1],'.repeat(100_000)}[1]]}}`;
    expect(() => fromXGBoost(file)).toThrow(/more parts than a model of this size has/);
  });
});

/** A tree that is a chain: each node parts one value from the rest. */
function chain(splits: number): string {
  const nodes = 2 * splits + 1;
  const list = (of: (node: number) => number | string) =>
    `[${Array.from({ length: nodes }, (_, node) => of(node)).join(',')}]`;
  const isSplit = (node: number) => node % 2 === 0 && node < nodes - 1;
  return `{"version":[3,2,0],"learner":{"attributes":{},
    "learner_model_param":{"base_score":"0E0","num_class":"0","num_feature":"1"},
    "objective":{"name":"reg:squarederror"},
    "gradient_booster":{"name":"gbtree","model":{"gbtree_model_param":{"num_trees":"1","num_parallel_tree":"1"},
    "tree_info":[0],"trees":[{"tree_param":{"size_leaf_vector":"1"},
    "left_children":${list((node) => (isSplit(node) ? node + 1 : -1))},
    "right_children":${list((node) => (isSplit(node) ? node + 2 : -1))},
    "split_indices":${list(() => 0)},
    "split_conditions":${list((node) => `${isSplit(node) ? node / 2 + 0.5 : Math.floor(node / 2)}E0`)},
    "default_left":${list(() => 0)},
    "loss_changes":${list((node) => (isSplit(node) ? '1E0' : '0E0'))},
    "sum_hessian":${list((node) => `${nodes - node}E0`)}}]}}}}`;
}

it('a tree that is a chain of 50 000 nodes is read, and predicts, without recursion', () => {
  const model = fromXGBoost(chain(50_000));
  expect(model.predict([[0], [1], [3], [49_999], [1e9], [Number.NaN]])).toEqual([
    0, 1, 3, 49_999, 50_000, 50_000,
  ]);
});
