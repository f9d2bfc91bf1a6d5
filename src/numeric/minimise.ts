import type { Steps } from '../progress.js';

/** (3 - √5) / 2: where a golden section cuts an interval. */
const GOLDEN = 0.3819660112501051;
const MAX_STEPS = 500;

/**
 * Where a function of one number is smallest between two bounds, which are not tried themselves.
 * Source: Brent, Algorithms for Minimization without Derivatives (1973), chapter 5, golden sections and parabolas.
 * Cost: some 20 to 40 calls, a step each.
 *
 * @param f - has one valley between the bounds; what is not finite is no minimum
 * @param tolerance - how near to the minimum is near enough; half of the digits at most can be told
 */
export function* minimise(
  f: (x: number) => number,
  low: number,
  high: number,
  tolerance: number,
): Steps<number> {
  const valueAt = (x: number) => {
    const value = f(x);
    return Number.isFinite(value) ? value : Infinity;
  };
  let [a, b] = [low, high];
  // The best point, the second best, and what that was before; their values.
  let x = a + GOLDEN * (b - a);
  let [w, v] = [x, x];
  let fx = valueAt(x);
  let [fw, fv] = [fx, fx];
  let step = 0;
  let before = 0;
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    yield;
    const middle = 0.5 * (a + b);
    const near = Math.sqrt(Number.EPSILON) * Math.abs(x) + tolerance / 3;
    if (Math.abs(x - middle) <= 2 * near - 0.5 * (b - a)) break;
    const last = before;
    before = step;
    const parabola = Math.abs(last) > near ? vertex(x - w, x - v, fx - fw, fx - fv) : Number.NaN;
    if (Math.abs(parabola) < Math.abs(0.5 * last) && parabola > a - x && parabola < b - x) {
      step = parabola;
      const next = x + step;
      if (next - a < 2 * near || b - next < 2 * near) step = x <= middle ? near : -near;
    } else {
      before = x >= middle ? a - x : b - x;
      step = GOLDEN * before;
    }
    const u = x + (Math.abs(step) >= near ? step : step < 0 ? -near : near);
    const fu = valueAt(u);
    if (fu <= fx) {
      if (u >= x) a = x;
      else b = x;
      [v, fv, w, fw, x, fx] = [w, fw, x, fx, u, fu];
    } else {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) [v, fv, w, fw] = [w, fw, u, fu];
      else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
    }
  }
  return x;
}

/**
 * How far from x the parabola through x, w and v has its vertex; NaN where they are no three points.
 *
 * @param w - x less w
 * @param v - x less v
 * @param fw - f(x) less f(w)
 * @param fv - f(x) less f(v)
 */
function vertex(w: number, v: number, fw: number, fv: number): number {
  const r = w * fv;
  const q = v * fw;
  return -(v * q - w * r) / (2 * (q - r));
}
