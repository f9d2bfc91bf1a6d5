import type { GraphBuilder } from './graph-builder.js';

/** Pairwise probabilities stay this far from 0 and 1. Source: LIBSVM. */
const LEAST_PROBABILITY = 1e-7;

/**
 * Class probabilities from the decision values of pairs, as `pairProbabilities` computes them [N × nClasses].
 *
 * @param A - slopes of the sigmoids [nPairs]
 * @param B - offsets of the sigmoids [nPairs]
 */
export function probabilitiesOfPairs(
  graph: GraphBuilder,
  values: string,
  A: Float64Array,
  B: Float64Array,
  nClasses: number,
): string {
  const number = (value: number) => graph.numbers([value], []);
  const negated = (numbers: Float64Array) => graph.numbers(numbers.map((value) => -value));
  const margins = graph.add('Add', [graph.add('Mul', [values, negated(A)]), negated(B)]);
  const shares = graph.add('Min', [
    graph.add('Max', [graph.add('Sigmoid', [margins]), number(LEAST_PROBABILITY)]),
    number(1 - LEAST_PROBABILITY),
  ]);
  const both = graph.beside([shares, graph.add('Sub', [number(1), shares])]);
  return nClasses === 2 ? both : coupled(graph, both, nClasses);
}

/**
 * The probabilities that suit those of all pairs best, by the loop of `couplePairs`: each row goes on until it is
 * settled, and then stays as it is.
 *
 * @param shares - of each pair s < t the probability of s against t, then of each that of t against s [N × 2 nPairs]
 */
function coupled(graph: GraphBuilder, shares: string, nClasses: number): string {
  const nPairs = (nClasses * (nClasses - 1)) / 2;
  // Where r[t, s] stands: the probability of t against s.
  const place = (t: number, s: number): number => {
    if (t > s) return nPairs + place(s, t);
    return t * nClasses - (t * (t + 1)) / 2 + s - t - 1;
  };
  const columns = (of: readonly number[], from = shares) =>
    graph.add('Gather', [from, graph.integers(of)], { axis: { int: 1 } });
  const classes = Array.from({ length: nClasses }, (_, k) => k);
  const ones = graph.numbers(new Float64Array(nClasses - 1).fill(1), [nClasses - 1, 1]);
  // Row s of Q: the sum of r[t, s]² on the diagonal, and -r[t, s] r[s, t] beside it.
  const rows = classes.map((s) => {
    const others = classes.filter((t) => t !== s);
    const against = columns(others.map((t) => place(t, s)));
    const diagonal = graph.add('MatMul', [graph.add('Mul', [against, against]), ones]);
    const products = graph.add('Neg', [
      graph.add('Mul', [against, columns(others.map((t) => place(s, t)))]),
    ]);
    const both = graph.beside([diagonal, products]);
    return columns(
      classes.map((t) => (t === s ? 0 : others.indexOf(t) + 1)),
      both,
    );
  });
  const zeros = graph.numbers(new Float64Array(2 * nPairs * nClasses), [2 * nPairs, nClasses]);
  const start = graph.add('Add', [
    graph.add('MatMul', [shares, zeros]),
    graph.numbers([1 / nClasses], []),
  ]);
  return graph.loop(Math.max(100, nClasses), start, (body, p) => step(body, p, rows));
}

/** One sweep over the classes, and whether any row has still to go on. */
function step(
  body: GraphBuilder,
  p: string,
  rows: readonly string[],
): { state: string; goesOn: string } {
  const nClasses = rows.length;
  const number = (value: number) => body.numbers([value], []);
  const ones = body.numbers(new Float64Array(nClasses).fill(1), [nClasses, 1]);
  const column = (of: string, k: number) =>
    body.add('Gather', [of, body.integers([k])], { axis: { int: 1 } });
  const add = (a: string, b: string) => body.add('Add', [a, b]);
  const times = (a: string, b: string) => body.add('Mul', [a, b]);
  const less = (a: string, b: string) => body.add('Sub', [a, b]);
  const over = (a: string, b: string) => body.add('Div', [a, b]);
  const products = body.beside(rows.map((row) => body.add('MatMul', [times(row, p), ones])));
  let total = body.add('MatMul', [times(p, products), ones]);
  const errors = body.largest(body.add('Abs', [less(products, total)]));
  const settled = body.add('Less', [errors, number(0.005 / nClasses)]);
  let next = p;
  let product = products;
  for (const [s, row] of rows.entries()) {
    const own = column(product, s);
    const diagonal = column(row, s);
    const change = over(less(total, own), diagonal);
    const scale = add(change, number(1));
    const unit = body.numbers(Float64Array.from(rows, (_, k) => (k === s ? 1 : 0)));
    const grown = times(change, add(times(change, diagonal), times(own, number(2))));
    total = over(over(add(total, grown), scale), scale);
    product = over(add(product, times(change, row)), scale);
    next = over(add(next, times(change, unit)), scale);
  }
  const open = body.cast(body.add('Not', [settled]), body.number);
  return {
    state: body.add('Where', [settled, p, next]),
    goesOn: body.add('Greater', [body.total(open), number(0)]),
  };
}
