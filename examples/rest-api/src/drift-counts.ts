import {
  type Cell,
  type ColumnDrift,
  DriftMonitor,
  FitPredictError,
  Table,
  type TableProfile,
  type TabularModel,
} from 'fitpredict';
import type { DriftColumn, ModelDrift } from './drift-answer.js';
import type { Predicted } from './predict.js';
import { Problem } from './problem.js';
import type { Rows } from './rows.js';

/** Of the counts of all models together; of those beyond, the ones not used for longest are dropped. */
const MAX_BYTES = 2 ** 26;
/** A monitor holds its profile, and counts twice as large. */
const PROFILES_PER_MONITOR = 3;

interface Counted {
  readonly monitor: DriftMonitor;
  readonly since: string;
  readonly bytes: number;
  /** Rows that were predicted, but are of no type that the training had. */
  notCounted: number;
}

/** Counts the rows that are predicted, model by model, and compares them with those that it learned from. */
export class DriftCounts {
  /** By id, the one that was used longest ago first. */
  readonly #held = new Map<string, Counted>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes = MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Count rows that were predicted. A model that was saved without a profile is not watched. */
  count(id: string, model: TabularModel, data: Rows, predicted: Predicted): void {
    if (model.profile === null) return;
    const counted = this.#of(id, model.profile);
    const { predictions, probabilities } = predicted;
    try {
      counted.monitor.update(tableOf(data, model, model.profile), {
        predictions,
        ...(probabilities && { confidences: probabilities.map((row) => Math.max(...row)) }),
      });
    } catch (error) {
      if (!(error instanceof FitPredictError)) throw error;
      counted.notCounted += data.length; // the client has its predictions all the same
    }
  }

  /** @throws Problem for a model that was saved without a profile */
  report(id: string, model: TabularModel): ModelDrift {
    if (model.profile === null) {
      throw new Problem(
        404,
        'The model keeps no profile of the rows it learned from. Train it again to have it watched.',
      );
    }
    const { monitor, since, notCounted } = this.#of(id, model.profile);
    const report = monitor.report();
    return {
      model_id: id,
      since,
      rows: report.rows,
      not_counted: notCounted,
      verdict: report.verdict,
      drifted: [...report.drifted],
      columns: report.columns.map(describe),
      predictions: report.predictions && describe(report.predictions),
      confidences: report.confidences && describe(report.confidences),
    };
  }

  /** A model is deleted. */
  forget(id: string): void {
    this.#bytes -= this.#held.get(id)?.bytes ?? 0;
    this.#held.delete(id);
  }

  #of(id: string, profile: TableProfile): Counted {
    const held = this.#held.get(id);
    this.#held.delete(id);
    const counted = held ?? {
      monitor: new DriftMonitor().fit(profile),
      since: new Date().toISOString(),
      bytes: PROFILES_PER_MONITOR * profile.byteLength,
      notCounted: 0,
    };
    if (held === undefined) this.#bytes += counted.bytes;
    this.#held.set(id, counted); // which makes it the youngest
    for (const oldest of this.#held.keys()) {
      if (this.#bytes <= this.#maxBytes || oldest === id) break;
      this.forget(oldest);
    }
    return counted;
  }
}

/** Rows as a table, text where the training had text: a code such as 7 arrives as a number too. */
function tableOf(data: Rows, { features }: TabularModel, { columns }: TableProfile): Table {
  const cells = (name: string, j: number): (Cell | undefined)[] =>
    data.map((row) => (Array.isArray(row) ? row[j] : row[name]));
  const text = columns.filter(({ type }) => type === 'text').map(({ name }) => [name, 'text']);
  return Table.fromColumns(Object.fromEntries(features.map((name, j) => [name, cells(name, j)])), {
    types: Object.fromEntries(text),
  });
}

function describe(column: ColumnDrift): DriftColumn {
  const { name, type, drift, verdict, psi, test, missing, range, newCategories } = column;
  return {
    name,
    type,
    drift,
    verdict,
    psi,
    test: test && {
      name: test.name,
      statistic: test.statistic,
      p_value: test.pValue,
      p_adjusted: test.pAdjusted,
    },
    missing: {
      reference: missing.reference,
      current: missing.current,
      p_adjusted: missing.pAdjusted,
    },
    outside: range && range.below + range.above,
    new_categories: newCategories?.values.map(({ value, rows }) => ({ value, rows })) ?? null,
  };
}
