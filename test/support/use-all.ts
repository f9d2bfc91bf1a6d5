import { FitPredictError } from '../../src/errors.js';
import type { AnyEstimator } from '../../src/estimator.js';
import { serialize } from '../../src/serialization/bytes.js';
import { exportGraphviz, exportText } from '../../src/trees/render.js';
import type { Tree } from '../../src/trees/tree.js';
import { cpuTime } from './cpu-time.js';

/** What learns or changes a model; the rest only asks it. */
const NOT_ASKED = /^(constructor|fit.*|partialFit|update.*|merge|setParams|shown|toJSON)$/;

/** Every getter and method of a model's class that asks it something, the base class included. */
function membersOf(model: object): { name: string; isMethod: boolean }[] {
  const members: { name: string; isMethod: boolean }[] = [];
  for (
    let at = Object.getPrototypeOf(model);
    at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (NOT_ASKED.test(name)) continue;
      if (property.get !== undefined) members.push({ name, isMethod: false });
      else if (typeof property.value === 'function') members.push({ name, isMethod: true });
    }
  }
  return members;
}

/** The first thing wrong with asking a model everything it can be asked, if anything. */
export function faultOfUse(
  model: AnyEstimator,
  X: unknown,
  y: unknown,
  longest: number,
): string | undefined {
  const asked: [string, () => unknown][] = membersOf(model).map(({ name, isMethod }) => [
    name,
    () => {
      const member: unknown = Reflect.get(model, name);
      return isMethod
        ? (member as (...given: unknown[]) => unknown).call(model, ...argumentsOf(name, X, y))
        : member;
    },
  ]);
  asked.push(['serialize', () => serialize(model)]);
  for (const [name, ask] of asked) {
    const start = cpuTime();
    try {
      const said = ask();
      readToItsEnd(said);
      if (name === 'predictProba') checkShares(said);
      // Those of an ensemble of estimators are no trees.
      if (name === 'estimators')
        for (const tree of said as Tree[])
          if ('threshold' in tree) [exportText(tree), exportGraphviz(tree)];
    } catch (error) {
      if (!(error instanceof FitPredictError))
        return `${name} throws ${error instanceof Error ? error.stack : String(error)}`;
    }
    const took = cpuTime() - start;
    if (took > longest) return `${name} takes ${Math.round(took)} ms`;
  }
  return undefined;
}

function argumentsOf(name: string, X: unknown, y: unknown): unknown[] {
  if (name === 'getParams' || name === 'getFeatureNamesOut' || name === 'describe') return [];
  return name === 'score' ? [X, y] : [X];
}

/** Everything that a generator yields; anything else is left alone. */
export function readToItsEnd(said: unknown): void {
  if (typeof said === 'object' && said !== null && 'next' in said && Symbol.iterator in said) {
    for (const _item of said as Iterable<unknown>) void _item;
  }
}

function checkShares(said: unknown): void {
  const rows = (said as { to2DArray(): number[][] }).to2DArray();
  for (const row of rows) {
    const total = row.reduce((sum, share) => sum + share, 0);
    if (!(Math.abs(total - 1) < 1e-5)) throw new Error(`probabilities sum to ${total}`);
  }
}
