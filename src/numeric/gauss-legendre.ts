import { cos } from './trigonometry.js';

/** Points in (0, 1) and their weights, which sum to 1. */
export interface Quadrature {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

const known = /* @__PURE__ */ new Map<number, Quadrature>();

/**
 * The Gauss-Legendre rule of n points on (0, 1): exact for polynomials of degree up to 2n - 1.
 * Roots of the Legendre polynomial by Newton's method from their asymptotic places.
 */
export function gaussLegendre(n: number): Quadrature {
  let rule = known.get(n);
  if (rule === undefined) {
    rule = createRule(n);
    known.set(n, rule);
  }
  return rule;
}

function createRule(n: number): Quadrature {
  const points = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; 2 * i < n; i++) {
    let x = 2 * i + 1 === n ? 0 : cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let [value, slope] = legendre(n, x);
    for (let step = 0; step < 10 && Math.abs(value) > 0; step++) {
      const next = x - value / slope;
      if (next === x) break;
      x = next;
      [value, slope] = legendre(n, x);
    }
    const weight = 1 / ((1 - x * x) * slope * slope);
    points[i] = (1 - x) / 2;
    points[n - 1 - i] = (1 + x) / 2;
    weights[i] = weight;
    weights[n - 1 - i] = weight;
  }
  return { points, weights };
}

/** The Legendre polynomial of degree n at x, and its slope there. */
function legendre(n: number, x: number): [value: number, slope: number] {
  let before = 1;
  let value = x;
  for (let k = 2; k <= n; k++) {
    const next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
    before = value;
    value = next;
  }
  return [value, (n * (x * value - before)) / (x * x - 1)];
}
