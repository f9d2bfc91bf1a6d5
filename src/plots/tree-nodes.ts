import { checkMade } from '../check-made.js';
import { readNamed } from '../named-options.js';
import { type ExportTreeOptions, treeWords } from '../trees/render.js';
import { nodeCount, type Tree } from '../trees/tree.js';
import { rounded } from '../words.js';
import { Frame, PLOT_OPTIONS, type PlotOptions } from './frame.js';
import { layer, told } from './marks.js';
import type { PlotSpec } from './plot-spec.js';

/** How a tree is drawn. */
export interface TreePlotOptions extends PlotOptions, ExportTreeOptions {
  /** Deepest level to show; what lies below is left out. Default 3. */
  maxDepth?: number;
}

/**
 * A tree with its questions: to the left where the answer is yes. Below each leaf what it says.
 *
 * @param tree - one of a model's `estimators`
 * @throws InvalidInputError when there are fewer names than the tree asks for
 * @throws InvalidParameterError for an unknown option, or one out of range
 * @example
 * plotTree(forest.estimators[0], { featureNames, classNames: forest.classes })
 */
export function plotTree(tree: Tree, options: TreePlotOptions = {}): PlotSpec {
  const where = 'plotTree';
  checkMade(tree, 'a model under estimators', ['feature', 'threshold', 'left'], where);
  const {
    featureNames,
    classNames,
    maxDepth = 3,
    decimals,
    ...rest
  } = readNamed(options, where, [
    ...PLOT_OPTIONS,
    'featureNames',
    'classNames',
    'maxDepth',
    'decimals',
  ]);
  const frame = new Frame(rest, where);
  const given = {
    maxDepth,
    ...(featureNames && { featureNames }),
    ...(classNames && { classNames }),
  };
  const { words } = treeWords(tree, decimals === undefined ? given : { ...given, decimals }, where);
  const { nodes, links, leaves, deepest } = placed(tree, maxDepth);
  const cut = nodes.filter(({ isCut }) => isCut).length;
  const rows = nodes.map(({ node, x, depth, isCut }) => {
    const ends = tree.left[node] === 0;
    const said = words.value(node);
    return {
      x,
      y: depth,
      text: ends || isCut ? said.replace(', shares ', '\n') : words.question(node).yes,
      weight: rounded(tree.cover[node]),
      said,
      kind: ends ? 'leaf' : isCut ? 'cut' : 'question',
    };
  });
  const side = (field: 'x' | 'y', domain: number[]) => ({
    field,
    type: 'quantitative' as const,
    axis: null,
    scale: { domain, nice: false, zero: false, reverse: field === 'y' },
  });
  const x = side('x', [-0.5, leaves - 0.5]);
  const y = side('y', [-0.4, deepest + 0.6]);
  const { first, faint, line } = frame.colors;
  const dots = (kind: string) => rows.filter((row) => row.kind === kind);
  const tooltip = told({ text: 'question or answer', said: 'says', weight: 'weight' });
  return frame.draw({
    title: 'Tree',
    subtitle: `${nodeCount(tree)} nodes${cut > 0 ? `, cut below level ${maxDepth}` : ''}; yes leads to the left`,
    width: Math.max(240, 150 * leaves),
    height: 90 * (deepest + 1),
    layers: [
      layer(
        links,
        { type: 'rule', color: line, strokeWidth: 2 },
        {
          x,
          y,
          x2: { field: 'x2' },
          y2: { field: 'y2' },
        },
      ),
      layer(
        dots('question'),
        { type: 'circle', size: 80, opacity: 1, color: faint },
        { x, y, tooltip },
      ),
      layer(
        dots('leaf'),
        { type: 'circle', size: 80, opacity: 1, color: first },
        { x, y, tooltip },
      ),
      layer(
        dots('cut'),
        { type: 'circle', size: 80, opacity: 0.45, color: first },
        { x, y, tooltip },
      ),
      layer(
        dots('question'),
        { type: 'text', dy: -12, baseline: 'bottom' },
        { x, y, text: { field: 'text' } },
      ),
      layer(
        rows.filter(({ kind }) => kind !== 'question'),
        { type: 'text', dy: 12, baseline: 'top', lineHeight: 14, fontSize: 11 },
        { x, y, text: { field: 'text' } },
      ),
    ],
  });
}

interface Placed {
  readonly node: number;
  readonly depth: number;
  readonly isCut: boolean;
  x: number;
}

/** Leaves side by side in the order of the walk, each other node over the middle of its children. */
function placed(tree: Tree, maxDepth: number) {
  const nodes = new Map<number, Placed>();
  const waiting = [{ node: 0, depth: 0 }];
  let leaves = 0;
  let deepest = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth } = next;
    const child = tree.left[node];
    const isCut = child !== 0 && depth >= maxDepth;
    const ends = child === 0 || isCut;
    nodes.set(node, { node, depth, isCut, x: ends ? leaves : 0 });
    deepest = Math.max(deepest, depth);
    if (ends) leaves++;
    else waiting.push({ node: child + 1, depth: depth + 1 }, { node: child, depth: depth + 1 });
  }
  const links: { x: number; y: number; x2: number; y2: number }[] = [];
  const all = [...nodes.values()];
  // Children come after their parent, so that going backwards they have their places first.
  for (const parent of [...all].reverse()) {
    const children = [nodes.get(tree.left[parent.node]), nodes.get(tree.left[parent.node] + 1)];
    const [left, right] = children;
    if (tree.left[parent.node] === 0 || left === undefined || right === undefined) continue;
    if (parent.isCut) continue;
    parent.x = (left.x + right.x) / 2;
    for (const { x, depth } of [left, right]) {
      links.push({ x: parent.x, y: parent.depth, x2: x, y2: depth });
    }
  }
  return { nodes: all, links, leaves, deepest };
}
