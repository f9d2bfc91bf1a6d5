/** What `GET /models/{id}/drift` answers; `drift-schemas.ts` describes it to clients. */

/** A figure of the rows learned from, and of those predicted. */
interface Compared {
  reference: number;
  current: number;
}

export interface DriftColumn {
  name: string;
  type: 'number' | 'text' | 'boolean';
  drift: 'none' | 'slight' | 'moderate' | 'large';
  verdict: string;
  psi: number | null;
  test: {
    name: 'kolmogorovSmirnov' | 'chiSquare' | 'fisher';
    statistic: number | null;
    p_value: number;
    p_adjusted: number;
  } | null;
  missing: Compared & { p_adjusted: number | null };
  outside: number | null;
  new_categories: { value: string; rows: number }[] | null;
}

export interface ModelDrift {
  model_id: string;
  since: string;
  rows: Compared;
  not_counted: number;
  verdict: string;
  drifted: string[];
  columns: DriftColumn[];
  predictions: DriftColumn | null;
  confidences: DriftColumn | null;
}
