/** Pictures of models and data, as specifications of Vega-Lite: plain data that whoever has Vega draws. */

export { type AnomalyPlotOptions, plotAnomalyScores } from './plots/anomaly-scores.js';
export { type BoostingCurvePlotOptions, plotBoostingCurve } from './plots/boosting-curve.js';
export { plotCalibrationCurve } from './plots/calibration-curve.js';
export { type ClusterPlotOptions, plotClusters } from './plots/cluster-plane.js';
export { type ConfusionMatrixPlotOptions, plotConfusionMatrix } from './plots/confusion-matrix.js';
export {
  type DecisionRegionOptions,
  type LabelsSamples,
  plotDecisionRegions,
} from './plots/decision-regions.js';
export { type DependencePlotOptions, plotDependence } from './plots/dependence.js';
export { type DriftPlotOptions, plotDrift } from './plots/drift-bars.js';
export { plotElbow } from './plots/elbow.js';
export type { PlotOptions } from './plots/frame.js';
export { type ImportancePlotOptions, plotImportances } from './plots/importance-bars.js';
export { type KDistancePlotOptions, plotKDistances } from './plots/k-distance-curve.js';
export { plotComparison } from './plots/model-comparison.js';
export { plotOutliers } from './plots/outlier-plane.js';
export type { PlaneOptions } from './plots/plane.js';
export type { PlotSpec, PlotTheme, StackedPlotSpec } from './plots/plot-spec.js';
export type { Curves } from './plots/plotted-values.js';
export { plotPrecisionRecallCurve } from './plots/precision-recall-curve.js';
export {
  type PredictionPlotOptions,
  plotPredictions,
  plotResiduals,
} from './plots/prediction-points.js';
export { type PlottedTraining, plotReport, type ReportPlots } from './plots/report-plots.js';
export { plotRocCurve } from './plots/roc-curve.js';
export {
  type LearningCurvePlotOptions,
  plotLearningCurve,
  plotValidationCurve,
  type ValidationCurvePlotOptions,
} from './plots/score-curves.js';
export { plotSearch, type SearchPlotOptions } from './plots/search-candidates.js';
export { plotShapSummary, type ShapSummaryOptions } from './plots/shap-summary.js';
export { plotSilhouettes, type SilhouettePlotOptions } from './plots/silhouette-bars.js';
export { type ThemeName, theme } from './plots/theme.js';
export { plotThresholds, type ThresholdPlotOptions } from './plots/threshold-scores.js';
export { plotTree, type TreePlotOptions } from './plots/tree-nodes.js';
export { plotWaterfall, type WaterfallOptions } from './plots/waterfall.js';
