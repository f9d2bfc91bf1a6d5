import { type Steps, Stretch } from '../../progress.js';
import { factorise } from './block-diagonal.js';
import type { LabelledDesign, Penalty } from './labelled-design.js';
import { addRowBlocks, addRowProduct, thinRow } from './thin-row.js';

/**
 * The second derivatives of the multinomial loss at a point, as products with a vector. Of many classes most
 * probabilities are next to nothing, so that few are kept, and a product costs a small part of an evaluation.
 */
export interface ThinShares {
  /** Forget what is kept: the rows of another point follow. */
  clear(): void;
  /**
   * Look at some rows, one after the other from the first.
   *
   * @param residuals - derivatives of the loss by each margin of the rows from … from + count - 1
   */
  watch(residuals: Float64Array, from: number, count: number): void;
  /** out = H v. */
  multiply(v: Float64Array, out: Float64Array): Steps<void>;
  /** How to solve for the blocks of H that couple no classes, in place. The point is one that is stepped from. */
  blocks(): Steps<(v: Float64Array) => void>;
}

/** Shares that are kept for each parameter: with 50 to 400 a fit of 100 classes takes as long, as more of them spare steps. */
const PER_PARAMETER = 100;
const MOST = 1 << 21;
/** Mass at which a row is surely kept, in shares; but so many rows a column are kept where classes are few. */
const ROW_SHARES = 4;
const ROWS_PER_COLUMN = 400;
/** Shares that the mass of a kept row is cut into at least. */
const PER_ROW = 8;
/** What blocks may cost, in passes over the data. */
const BLOCK_PASSES = 8;

/**
 * With the shares a_ik = weight · p_ik, H is Σ_i (diag(a_i) - a_i a_i' / Σ a_i) ⊗ z_i z_i' and the penalty, semi-definite
 * whatever shares are left out. Rows are sampled systematically by their mass, the shares of all classes but
 * their own, and so are the shares of each class below a limit: what is kept stands for what was left out before it, so
 * that each class keeps its curvature in the mean.
 */
export function createThinShares(
  { design, codes, nClasses, weights }: LabelledDesign,
  { ridge }: Penalty,
): ThinShares {
  const { data, rows, width, shift, factor, intercept } = design;
  const nFeatures = factor.length;
  const size = nClasses * width;
  const wanted = Math.min(PER_PARAMETER * size, MOST);
  const wantedRows = Math.max(wanted / ROW_SHARES, ROWS_PER_COLUMN * width);
  let classes = new Int32Array(4 * rows + nClasses);
  let shares = new Float64Array(classes.length);
  /** Rows that keep two shares or more, and where those end. */
  const kept = new Int32Array(rows);
  const ends = new Int32Array(rows);
  let nKept = 0;
  let count = 0;
  let mass = 0;
  for (let i = 0; i < rows; i++) mass += weights[i];
  let limit = mass / wanted;
  let rowLimit = mass / wantedRows;
  let carried = 0;
  /** What was left out of each class since a share was kept, in limits. */
  const left = new Float64Array(nClasses);
  const z = new Float64Array(width);
  const margins = new Float64Array(nClasses);

  function makeRoom(): void {
    if (count + nClasses <= classes.length) return;
    const more = new Int32Array(2 * classes.length);
    more.set(classes);
    const moreShares = new Float64Array(more.length);
    moreShares.set(shares);
    classes = more;
    shares = moreShares;
  }

  function standardise(i: number): void {
    const row = i * nFeatures;
    for (let j = 0; j < nFeatures; j++) z[j] = (data[row + j] - shift[j]) * factor[j];
    if (intercept) z[nFeatures] = 1;
  }

  return {
    clear() {
      left.fill(0.5);
      carried = rowLimit / 2;
      nKept = 0;
      count = 0;
      mass = 0;
    },
    watch(residuals, from, rowsHere) {
      for (let i = from, row = 0; i < from + rowsHere; i++, row += nClasses) {
        const own = row + codes[i];
        const others = -residuals[own];
        mass += others;
        let times = 1;
        if (others < rowLimit) {
          carried += others;
          if (!(carried >= rowLimit)) continue;
          carried -= rowLimit;
          times = rowLimit / others;
        }
        makeRoom();
        const ownShare = (weights[i] - others) * times;
        const least = Math.min(limit, (others * times) / PER_ROW);
        const end = thinRow(
          residuals,
          row,
          own,
          ownShare,
          times,
          least,
          left,
          classes,
          shares,
          count,
        );
        if (end - count < 2) continue;
        count = end;
        kept[nKept] = i;
        ends[nKept++] = end;
      }
    },
    *multiply(v, out) {
      for (let at = 0; at < size; at++) out[at] = ridge[at % width] * v[at];
      const stretch = new Stretch();
      for (let r = 0, first = 0; r < nKept; r++) {
        const end = ends[r];
        standardise(kept[r]);
        addRowProduct(z, classes, shares, first, end, v, margins, out);
        if (stretch.spend(2 * (end - first) * width)) yield;
        first = end;
      }
    },
    *blocks() {
      // Not of each evaluation: steps that are given up say nothing of what comes.
      limit = mass / wanted;
      rowLimit = mass / wantedRows;
      const area = width * width;
      const blocks = new Float64Array(nClasses * area);
      const stretch = new Stretch();
      const every = Math.max(1, Math.ceil((count * width) / (BLOCK_PASSES * rows * nClasses)));
      for (let r = 0; r < nKept; r += every) {
        const first = r === 0 ? 0 : ends[r - 1];
        standardise(kept[r]);
        addRowBlocks(z, classes, shares, first, ends[r], every, blocks);
        if (stretch.spend(((ends[r] - first) * area) / 2)) yield;
      }
      for (let block = 0; block < blocks.length; block += area) {
        for (let j = 0; j < width; j++) {
          const row = block + j * width;
          for (let l = 0; l < j; l++) blocks[block + l * width + j] = blocks[row + l];
          blocks[row + j] += ridge[j];
        }
      }
      return factorise({ blockSize: width, blocks });
    },
  };
}
