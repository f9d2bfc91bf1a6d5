import { InvalidParameterError } from './errors.js';
import { clone, type EstimatorInfo, isEstimator, type WithParts } from './estimator-parts.js';
import { isAccepted } from './hyperparameters.js';
import { didYouMean, show } from './words.js';

type Params = Readonly<Record<string, unknown>>;
/** A name and what stands under it; more may follow, as the columns of a part do. */
type Member = readonly [name: string, value: unknown, ...rest: unknown[]];

/** Hyperparameters of estimators inside an estimator, such as the `svc__C` of a pipeline. */
export interface NestedParams {
  readonly [name: `${string}__${string}`]: unknown;
}

/** Parameters, each listed estimator under its name, and all of each estimator inside as `name__param`. */
export function withNestedParams(info: EstimatorInfo, params: Params): Params {
  const nested: Record<string, unknown> = {};
  const add = (name: string, value: unknown) => {
    if (!isEstimator(value)) return;
    for (const [key, inner] of Object.entries(value.getParams())) nested[`${name}__${key}`] = inner;
  };
  for (const [name, value] of Object.entries(params)) add(name, value);
  for (const [name, value] of membersOf(info, params)) {
    nested[name] = value;
    add(name, value);
  }
  return { ...params, ...nested, ...params };
}

/**
 * Parameters after a change: of a parameter, of a listed estimator by its name, or of a hyperparameter inside one,
 * `svc__C`. Estimators inside are copied before they are changed.
 *
 * @param given - the changes, whose own names are left for the caller to check
 * @throws InvalidParameterError for a name that nothing has, or a value that an estimator inside refuses
 */
export function changeParams(info: EstimatorInfo, params: Params, given: Params): Params {
  const next: Record<string, unknown> = { ...params };
  const others = new Map<string, unknown>();
  for (const [name, value] of Object.entries(given)) {
    if (Object.hasOwn(info.hyperparameters, name)) next[name] = value;
    else if (value !== undefined) others.set(name, value);
  }
  const list = info.members?.of;
  const isList = list === undefined || isAccepted(info.hyperparameters[list], next[list]);
  if (others.size === 0 || !isList) return next;
  const members = new Map(membersOf(info, next).map((member) => [member[0], member]));
  const known = [...Object.keys(info.hyperparameters), ...members.keys()];
  const inner = new Map<string, Record<string, unknown>>();
  for (const [name, value] of others) {
    const [root, ...rest] = name.split('__');
    if (!known.includes(root)) throw unknownName(info, root, known);
    if (rest.length > 0) inner.set(root, { ...inner.get(root), [rest.join('__')]: value });
    else members.set(root, replaced(info, members.get(root) as Member, value));
  }
  for (const [root, changes] of inner) {
    const member = members.get(root);
    if (member === undefined) next[root] = changed(info, root, next[root], changes);
    else members.set(root, [root, changed(info, root, member[1], changes), ...member.slice(2)]);
  }
  if (list !== undefined) next[list] = [...members.values()];
  return next;
}

/** What is wrong with the names of listed estimators, if anything: they are looked up beside the hyperparameters. */
export function problemOfNames(
  { members, hyperparameters }: EstimatorInfo,
  params: Params,
): string | undefined {
  const seen = new Set<string>();
  for (const [name] of membersOf({ members }, params)) {
    if (seen.has(name)) return `there are two ${members?.word}s ${show(name)}. Rename one.`;
    if (name === '' || name.includes('__') || Object.hasOwn(hyperparameters, name)) {
      return `a ${members?.word} is named ${show(name)}, but a name must not be empty, be that of a hyperparameter or hold "__", which separates ${members?.word} and hyperparameter. Rename it.`;
    }
    seen.add(name);
  }
  return undefined;
}

function membersOf({ members }: Pick<EstimatorInfo, 'members'>, params: Params): readonly Member[] {
  const list: unknown = members && params[members.of];
  return Array.isArray(list)
    ? list.filter((item) => Array.isArray(item) && typeof item[0] === 'string')
    : [];
}

function replaced(info: EstimatorInfo, [name, , ...rest]: Member, value: unknown): Member {
  if (isEstimator(value) || typeof value === 'string') return [name, value, ...rest];
  throw new InvalidParameterError(
    `${info.type}: the ${info.members?.word} ${show(name)} must be an estimator, but got ${show(value)}. Pass one, or name a hyperparameter of it: ${name}__param.`,
  );
}

function changed(info: EstimatorInfo, name: string, value: unknown, changes: Params): WithParts {
  if (!isEstimator(value)) {
    throw new InvalidParameterError(
      `${info.type}: ${name} is ${show(value)}, which has no hyperparameter ${show(Object.keys(changes)[0])}. Set ${name} to an estimator first.`,
    );
  }
  const copy = clone(value);
  copy.setParams(changes);
  return copy;
}

function unknownName(info: EstimatorInfo, name: string, known: readonly string[]) {
  const word = info.members === undefined ? '' : `${info.members.word} or `;
  return new InvalidParameterError(
    `${info.type}: there is no ${word}hyperparameter ${show(name)}. ${didYouMean(name, known)}`,
  );
}
