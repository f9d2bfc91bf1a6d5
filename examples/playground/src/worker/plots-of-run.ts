import { plotReport, type ThemeName } from 'fitpredict/plots';
import type { NamedPlot } from '../protocol.js';
import { runWith } from './model-runs.js';

/** The plots that suit a training; none of a model that was loaded. */
export function plotsOf({
  run,
  theme,
}: {
  readonly run: number;
  readonly theme: ThemeName;
}): NamedPlot[] {
  const { trained } = runWith(run);
  if (trained === null) return [];
  return Object.entries(plotReport(trained, { theme })).map(([name, spec]) => ({ name, spec }));
}
