import { FitPredictError } from '../../src/errors.js';
import { cpuTime } from './cpu-time.js';
import { fittedModel, type Subject } from './every-model.js';
import { oddValues } from './odd-values.js';
import { readToItsEnd } from './use-all.js';

/** No call with odd arguments may take longer, in milliseconds. */
const LONGEST = 2000;

type Call = (...given: readonly unknown[]) => unknown;

interface Constructor {
  new (options: unknown): object;
  fromJSON(json: unknown): unknown;
}

/** Not for callers: the constructor, and what a class alone may call. */
const OWN = /^(constructor|shown)$/;

/** The methods of a model by name, those of the base class included. */
function methodsOf(model: object): string[] {
  const names = new Set<string>();
  for (
    let at = Object.getPrototypeOf(model);
    at !== Object.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (typeof property.value === 'function' && !OWN.test(name)) names.add(name);
    }
  }
  return [...names];
}

/** Whatever a call gives is waited for, and what a generator yields is read. */
async function settle(result: unknown): Promise<void> {
  readToItsEnd(await result);
}

/** What is wrong with how a call ends, if anything. */
export async function faultOfCall(call: () => unknown): Promise<string | undefined> {
  return (await ending(call)).wrong;
}

/** How a call ends: whether it throws, and what is wrong with that, if anything. */
async function ending(call: () => unknown): Promise<{ wrong?: string; threw: boolean }> {
  const start = cpuTime();
  let threw = false;
  try {
    await settle(call());
  } catch (error) {
    threw = true;
    if (!(error instanceof FitPredictError)) {
      return { wrong: `throws a raw ${error instanceof Error ? error.stack : error}`, threw };
    }
    if (error.message.length > 1000)
      return { wrong: `says ${error.message.length} characters`, threw };
  }
  const took = cpuTime() - start;
  return { wrong: took > LONGEST ? `takes ${Math.round(took)} ms` : undefined, threw };
}

/**
 * What goes wrong when every method is given each odd value as one of its arguments, the others being as they
 * should be, and when an estimator is made or loaded with them.
 *
 * @param share - 1 for each odd value in all three places, 3 for one place a value, taken in turns
 */
export async function faultsOfOddCalls(subject: Subject, share: 1 | 3): Promise<string[]> {
  const faults: string[] = [];
  const { X, y } = subject;
  let model = fittedModel(subject);
  for (const [m, method] of methodsOf(model).entries()) {
    for (const [v, [name, make]] of Object.entries(oddValues).entries()) {
      for (const given of [[make()], [X, make()], [X, y, make()]]) {
        if ((m + v + given.length) % share !== 0) continue;
        const call = Reflect.get(model, method) as Call;
        const { wrong, threw } = await ending(() => call.apply(model, given));
        // What a call that is taken leaves behind, such as odd parameters, is no excuse for the next one.
        if (!threw && (method === 'setParams' || /fit/i.test(method))) model = fittedModel(subject);
        if (wrong !== undefined)
          faults.push(`${method} with ${name} as argument ${given.length}: ${wrong}`);
      }
    }
  }
  const Class = model.constructor as Constructor;
  for (const [name, make] of Object.entries(oddValues)) {
    const calls: [string, () => unknown][] = [
      ['new', () => new Class(make())],
      ['fromJSON', () => Class.fromJSON(make())],
      ...Object.keys(model.getParams()).map((option): [string, () => unknown] => [
        `new, ${option}`,
        () => new Class({ [option]: make() }),
      ]),
    ];
    for (const [what, call] of calls) {
      const { wrong } = await ending(call);
      if (wrong !== undefined) faults.push(`${what} with ${name}: ${wrong}`);
    }
  }
  return faults;
}
