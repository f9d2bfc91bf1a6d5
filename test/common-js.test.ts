import { expect, it } from 'vitest';
import { toCommonJs } from '../common-js.js';

/** What a module exports where it gets these from others. */
function run(text: string, modules: Readonly<Record<string, object>>): Record<string, unknown> {
  const module = { exports: {} };
  const require = (name: string) => modules[name];
  new Function('module', 'exports', 'require', toCommonJs(text))(module, module.exports, require);
  return module.exports;
}

it('requires what a module imports, and exports what it exports', () => {
  const text = `import whole from "whole";
import * as all from "./all.js";
import { one, two as zwei } from "./all.js";
const sum = one + zwei + whole.three + all.one;
function both() { return [one, zwei]; }
export {
  both as pair,
  sum
};
export * from "./more.js";
`;
  const all = { one: 1, two: 2 };
  const found = run(text, { whole: { three: 3 }, './all.js': all, './more.js': { four: 4 } });
  expect(found).toEqual({ pair: expect.any(Function), sum: 7, four: 4 });
  expect((found.pair as () => number[])()).toEqual([1, 2]);
});

it('leaves text alone that looks like an import', () => {
  const text = `const code = \`
import { a } from "b";
export { a };
\`;
export { code };
`;
  expect(run(text, {}).code).toContain('import { a } from "b";');
});
