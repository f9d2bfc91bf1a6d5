import { checkMade } from '../check-made.js';
import { InvalidInputError, InvalidParameterError } from '../errors.js';
import { readNamed } from '../named-options.js';
import { largestOf } from '../numeric/vectors.js';
import { count, show } from '../words.js';
import { CATEGORICAL, leafCount, MISSING_LEFT, type Tree } from './tree.js';

/** How `exportText` writes a tree: names, depth and digits. */
export interface ExportTreeOptions {
  /** Names of the columns. Default `x0, x1, …`. */
  featureNames?: readonly string[];
  /** Names of the classes, for trees of a classifier. Default: shares alone are shown. */
  classNames?: readonly (string | number | boolean)[];
  /** Deepest level to show; what lies below is summed up. Default 10. */
  maxDepth?: number;
  /** Decimals of numbers. Default 2. */
  decimals?: number;
}

/**
 * A tree as indented text.
 *
 * @param tree - one of `model.estimators`
 * @throws InvalidInputError when there are fewer names than the tree asks for
 * @throws InvalidParameterError for a maxDepth or decimals that is no integer >= 0
 *
 * @example
 * console.log(exportText(model.estimators[0], { featureNames: ['size', 'age'] }))
 */
export function exportText(tree: Tree, options: ExportTreeOptions = {}): string {
  const { words, maxDepth } = treeWords(tree, options, 'exportText');
  const lines: string[] = [];
  // A list of what is left to say, so that a deep tree cannot overflow the stack.
  const left: { node: number; depth: number; text?: string }[] = [{ node: 0, depth: 0 }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { node, depth, text } = next;
    const indent = `${'|   '.repeat(depth)}|--- `;
    if (text !== undefined) {
      lines.push(indent + text);
    } else if (tree.left[node] === 0) {
      lines.push(indent + words.value(node));
    } else if (depth > maxDepth) {
      lines.push(
        `${indent}cut off: ${count(leavesBelow(tree, node), 'leaf').replace('leafs', 'leaves')}`,
      );
    } else {
      const child = tree.left[node];
      const { yes, no } = words.question(node);
      left.push({ node: child + 1, depth: depth + 1 }, { node, depth, text: no });
      left.push({ node: child, depth: depth + 1 }, { node, depth, text: yes });
    }
  }
  return `${lines.join('\n')}\n`;
}

/**
 * A tree in the language of Graphviz, to be drawn by its `dot`. Parameters and errors as `exportText`.
 */
export function exportGraphviz(tree: Tree, options: ExportTreeOptions = {}): string {
  const { words, maxDepth } = treeWords(tree, options, 'exportGraphviz');
  const lines = ['digraph Tree {', 'node [shape=box, fontname="helvetica"];'];
  const left = [{ node: 0, depth: 0 }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { node, depth } = next;
    const child = tree.left[node];
    const about = `weight ${words.number(tree.cover[node])}\n${words.value(node)}`;
    if (child === 0 || depth > maxDepth) {
      const label = child === 0 ? about : `(…)\n${about}`;
      lines.push(`${node} [label=${quote(label)}];`);
      continue;
    }
    lines.push(`${node} [label=${quote(`${words.question(node).yes}\n${about}`)}];`);
    lines.push(`${node} -> ${child} [label="yes"];`, `${node} -> ${child + 1} [label="no"];`);
    left.push({ node: child + 1, depth: depth + 1 }, { node: child, depth: depth + 1 });
  }
  return `${[...lines, '}'].join('\n')}\n`;
}

interface Words {
  number(value: number): string;
  question(node: number): { yes: string; no: string };
  value(node: number): string;
}

/** The options of drawing a tree, read, and the words of its nodes. */
export function treeWords(
  tree: Tree,
  options: ExportTreeOptions,
  where: string,
): { words: Words; maxDepth: number } {
  checkMade(tree, 'a model under estimators', ['feature', 'threshold', 'left'], where);
  const {
    featureNames,
    classNames,
    maxDepth = 10,
    decimals = 2,
  } = readNamed(options, where, ['featureNames', 'classNames', 'maxDepth', 'decimals']);
  for (const [name, value] of Object.entries({ maxDepth, decimals })) {
    if (Number.isInteger(value) && value >= 0) continue;
    throw new InvalidParameterError(
      `${where}: ${name} must be an integer >= 0, but got ${show(value)}.`,
    );
  }
  const columns = tree.feature.reduce((most, feature) => Math.max(most, feature + 1), 0);
  if (featureNames !== undefined && featureNames.length < columns) {
    throw new InvalidInputError(
      `${where}: there are ${count(featureNames.length, 'name')}, but the tree asks for feature ${columns - 1}. Pass one name a feature.`,
    );
  }
  const nValues = tree.value.length / tree.left.length;
  if (classNames !== undefined && classNames.length !== nValues) {
    throw new InvalidInputError(
      `${where}: there are ${count(classNames.length, 'class name')}, but the tree knows ${nValues}. Pass model.classes.`,
    );
  }
  const nameOf = (feature: number) => featureNames?.[feature] ?? `x${feature}`;
  const number = (value: number) => value.toFixed(decimals);
  return {
    maxDepth,
    words: {
      number,
      question: (node) => question(tree, node, nameOf(tree.feature[node]), number),
      value(node) {
        const values = Array.from(tree.value.subarray(node * nValues, (node + 1) * nValues));
        if (nValues === 1) return `value ${number(values[0])}`;
        const shares = `shares [${values.map(number).join(', ')}]`;
        if (classNames === undefined) return shares;
        const best = values.indexOf(largestOf(values));
        return `class ${classNames[best]}, ${shares}`;
      },
    },
  };
}

function question(
  tree: Tree,
  node: number,
  name: string,
  number: (value: number) => string,
): { yes: string; no: string } {
  const missing = (tree.flags[node] & MISSING_LEFT) !== 0;
  if ((tree.flags[node] & CATEGORICAL) !== 0) {
    const set = categoriesOf(tree, node).join(', ');
    const or = missing ? ' or missing' : '';
    return { yes: `${name} in {${set}}${or}`, no: `${name} not in {${set}}` };
  }
  const threshold = tree.threshold[node];
  if (threshold === Infinity) return { yes: `${name} known`, no: `${name} missing` };
  if (threshold === -Infinity) return { yes: `${name} missing`, no: `${name} known` };
  const at = number(threshold);
  return {
    yes: `${name} <= ${at}${missing ? ' or missing' : ''}`,
    no: `${name} > ${at}${missing ? '' : ' or missing'}`,
  };
}

function categoriesOf(tree: Tree, node: number): number[] {
  const start = tree.threshold[node];
  const found: number[] = [];
  for (let category = 0; category < 32 * tree.categories[start]; category++) {
    const bits = tree.categories[start + 1 + (category >> 5)];
    if ((bits >>> (category & 31)) & 1) found.push(category);
  }
  return found;
}

function leavesBelow(tree: Tree, top: number): number {
  if (top === 0) return leafCount(tree);
  let leaves = 0;
  const left = [top];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    const child = tree.left[node];
    if (child === 0) leaves++;
    else left.push(child, child + 1);
  }
  return leaves;
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
