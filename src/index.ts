// Over 300 lines: every public name once, a list to be searched rather than read.

export {
  type AnswerOptions,
  type Deciding,
  decisionFunctionAsync,
  type Predicting,
  type PredictingProbabilities,
  predictAsync,
  predictProbaAsync,
} from './answers/predict-async.js';
export type * from './contracts.js';
export type { ClassWeight } from './data/class-weights.js';
export {
  type CsvOptions,
  type CsvPartsOptions,
  type CsvSource,
  csvParts,
  parseCsv,
  type ReadCsvOptions,
  readCsv,
} from './data/csv/csv.js';
export { type ToCsvOptions, toCsv } from './data/csv/csv-writer.js';
export { type Blobs, type MakeBlobsOptions, makeBlobs } from './data/synthetic/make-blobs.js';
export {
  type Circles,
  type MakeCirclesOptions,
  makeCircles,
} from './data/synthetic/make-circles.js';
export {
  type ClassificationProblem,
  type MakeClassificationOptions,
  makeClassification,
} from './data/synthetic/make-classification.js';
export {
  type Friedman1,
  type MakeFriedman1Options,
  makeFriedman1,
} from './data/synthetic/make-friedman1.js';
export {
  type Friedman2,
  type MakeFriedman2Options,
  makeFriedman2,
} from './data/synthetic/make-friedman2.js';
export {
  type Friedman3,
  type MakeFriedman3Options,
  makeFriedman3,
} from './data/synthetic/make-friedman3.js';
export { type MakeMoonsOptions, type Moons, makeMoons } from './data/synthetic/make-moons.js';
export {
  type MakeRegressionOptions,
  makeRegression,
  type RegressionProblem,
} from './data/synthetic/make-regression.js';
export {
  type MakeSwissRollOptions,
  makeSwissRoll,
  type SwissRoll,
} from './data/synthetic/make-swiss-roll.js';
export {
  type ArqueroTable,
  type ArrowTable,
  type BooleanColumn,
  type Cell,
  type Column,
  type ColumnName,
  type ColumnSource,
  type NumberColumn,
  type PolarsTable,
  type SortKey,
  Table,
  type TableOptions,
  type TableRecord,
  type TableSource,
  type TextColumn,
} from './data/table.js';
export { concatTables } from './data/tables/concat-tables.js';
export { type ColumnDescription, describeTable } from './data/tables/describe-table.js';
export { type Aggregation, groupBy, TableGroups } from './data/tables/group-by.js';
export { type JoinTablesOptions, joinTables } from './data/tables/join-tables.js';
export type { SummaryName } from './data/tables/summaries.js';
export { type ValueCount, valueCounts } from './data/tables/value-counts.js';
export type { BagInput } from './ensembles/bagging/bag-input.js';
export {
  BaggingClassifier,
  type BaggingClassifierOptions,
} from './ensembles/bagging/bagging-classifier.js';
export type { BaggingOptions } from './ensembles/bagging/bagging-options.js';
export {
  BaggingRegressor,
  type BaggingRegressorOptions,
} from './ensembles/bagging/bagging-regressor.js';
export {
  CalibratedClassifierCV,
  type CalibratedClassifierCVOptions,
} from './ensembles/calibration/calibrated-classifier-cv.js';
export type { CalibrationMethod } from './ensembles/calibration/calibrators.js';
export { FrozenEstimator, type FrozenEstimatorOptions } from './ensembles/frozen-estimator.js';
export type { EnsembleMember } from './ensembles/members.js';
export {
  StackingClassifier,
  type StackingClassifierOptions,
} from './ensembles/stacking/stacking-classifier.js';
export type { StackingOptions } from './ensembles/stacking/stacking-options.js';
export {
  StackingRegressor,
  type StackingRegressorOptions,
} from './ensembles/stacking/stacking-regressor.js';
export {
  FixedThresholdClassifier,
  type FixedThresholdClassifierOptions,
} from './ensembles/thresholds/fixed-threshold-classifier.js';
export type { ResponseMethod } from './ensembles/thresholds/positive-scores.js';
export {
  TunedThresholdClassifierCV,
  type TunedThresholdClassifierCVOptions,
} from './ensembles/thresholds/tuned-threshold-classifier-cv.js';
export {
  VotingClassifier,
  type VotingClassifierOptions,
} from './ensembles/voting/voting-classifier.js';
export {
  VotingRegressor,
  type VotingRegressorOptions,
} from './ensembles/voting/voting-regressor.js';
export * from './errors.js';
export {
  type AnyEstimator,
  clone,
  Estimator,
  type EstimatorClass,
  type EstimatorInfo,
} from './estimator.js';
export type { Question } from './estimator-kind.js';
export { DBSCAN } from './estimators/dbscan.js';
export type { DBSCANOptions } from './estimators/dbscan-options.js';
export {
  DummyClassifier,
  type DummyClassifierOptions,
} from './estimators/dummy/dummy-classifier.js';
export {
  DummyRegressor,
  type DummyRegressorOptions,
} from './estimators/dummy/dummy-regressor.js';
export type {
  CustomMetric,
  EvalMetricName,
} from './estimators/gradient-boosting/boosting-metrics.js';
export {
  type FitPartsOptions,
  fitParts,
  type TrainingPart,
  type TrainingParts,
} from './estimators/gradient-boosting/fit-parts.js';
export type { GradientBoostingClassifierOptions } from './estimators/gradient-boosting/gradient-boosting-classes.js';
export { GradientBoostingClassifier } from './estimators/gradient-boosting/gradient-boosting-classifier.js';
export type { ImportanceType } from './estimators/gradient-boosting/gradient-boosting-importance.js';
export type { BoostingObjectiveName } from './estimators/gradient-boosting/gradient-boosting-losses.js';
export type {
  BoostingFitAsyncOptions,
  BoostingFitOptions,
  BoostingPredictOptions,
  EvalSet,
  EvalsResult,
  GradientBoostingOptions,
} from './estimators/gradient-boosting/gradient-boosting-options.js';
export {
  GradientBoostingRegressor,
  type GradientBoostingRegressorOptions,
} from './estimators/gradient-boosting/gradient-boosting-regressor.js';
export { IsolationForest } from './estimators/isolation-forest.js';
export type { IsolationForestOptions } from './estimators/isolation-forest-options.js';
export {
  IsotonicRegression,
  type IsotonicRegressionOptions,
  type OneFeature,
} from './estimators/isotonic-regression.js';
export { KMeans, type KMeansOptions } from './estimators/k-means/k-means.js';
export type { Init, InitFunction } from './estimators/k-means/k-means-init.js';
export {
  MiniBatchKMeans,
  type MiniBatchKMeansOptions,
} from './estimators/k-means/mini-batch-k-means.js';
export {
  LinearRegression,
  type LinearRegressionOptions,
} from './estimators/linear/linear-regression.js';
export { LinearSVC, type LinearSVCOptions } from './estimators/linear/linear-svc.js';
export { LinearSVR, type LinearSVROptions } from './estimators/linear/linear-svr.js';
export {
  LogisticRegression,
  type LogisticRegressionOptions,
} from './estimators/linear/logistic-regression.js';
export {
  type PartialFitOptions,
  SGDClassifier,
  type SGDClassifierOptions,
} from './estimators/linear/sgd-classifier.js';
export type { SGDOptions } from './estimators/linear/sgd-options.js';
export { SGDRegressor, type SGDRegressorOptions } from './estimators/linear/sgd-regressor.js';
export {
  type ClassPrediction,
  type ClusterPrediction,
  type OutlierPrediction,
  type PredictionByTask,
  type ProbabilityRecord,
  probabilityRecords,
  type ValuePrediction,
} from './estimators/predictions.js';
export { RandomForestClassifier } from './estimators/random-forest/random-forest-classifier.js';
export type { RandomForestClassifierOptions } from './estimators/random-forest/random-forest-classifier-options.js';
export type { RandomForestOptions } from './estimators/random-forest/random-forest-options.js';
export {
  RandomForestRegressor,
  type RandomForestRegressorOptions,
} from './estimators/random-forest/random-forest-regressor.js';
export { SVC } from './estimators/svm/svc.js';
export type { SVCOptions } from './estimators/svm/svc-options.js';
export { SVR } from './estimators/svm/svr.js';
export type { SVROptions } from './estimators/svm/svr-options.js';
export { chi2 } from './feature-selection/chi2.js';
export type { RFECVResults } from './feature-selection/count-scores.js';
export {
  type FRegressionOptions,
  fClassif,
  fRegression,
} from './feature-selection/f-scores.js';
export type { ImportanceGetter, NormOrder } from './feature-selection/importances.js';
export {
  type MutualInfoOptions,
  mutualInfoClassif,
  mutualInfoRegression,
} from './feature-selection/mutual-info-scores.js';
export { RFE, type RFEOptions } from './feature-selection/rfe.js';
export {
  RFECV,
  type RFECVFitAsyncOptions,
  type RFECVFitOptions,
  type RFECVOptions,
} from './feature-selection/rfecv.js';
export type {
  ScoreFunction,
  ScoreFunctionName,
  ScoreFunctionOptions,
} from './feature-selection/score-function.js';
export type { FeatureScores } from './feature-selection/scored-samples.js';
export {
  SelectFromModel,
  type SelectFromModelOptions,
} from './feature-selection/select-from-model.js';
export { SelectKBest, type SelectKBestOptions } from './feature-selection/select-k-best.js';
export {
  SelectPercentile,
  type SelectPercentileOptions,
} from './feature-selection/select-percentile.js';
export type { SupportOptions } from './feature-selection/selector.js';
export {
  VarianceThreshold,
  type VarianceThresholdOptions,
} from './feature-selection/variance-threshold.js';
export { toSnakeCase } from './hyperparameters.js';
export {
  type ClusterProfile,
  type ClusterProfilesOptions,
  clusterProfiles,
  type DistinguishingFeature,
} from './inspection/cluster-profiles.js';
export {
  type Counterfactual,
  type CounterfactualAsyncOptions,
  type CounterfactualChange,
  type CounterfactualFound,
  type CounterfactualNotFound,
  type CounterfactualOptions,
  counterfactual,
  counterfactualAsync,
} from './inspection/counterfactual/counterfactual.js';
export {
  type AccumulatedLocalEffects,
  type AccumulatedLocalEffectsAsyncOptions,
  type AccumulatedLocalEffectsOptions,
  accumulatedLocalEffects,
  accumulatedLocalEffectsAsync,
} from './inspection/dependence/accumulated-local-effects.js';
export type {
  DependenceGrid,
  DependenceOptions,
} from './inspection/dependence/dependence-options.js';
export {
  type DependenceByKind,
  type IndividualDependence,
  type PartialDependence,
  type PartialDependenceAsyncOptions,
  type PartialDependenceOptions,
  partialDependence,
  partialDependenceAsync,
} from './inspection/dependence/partial-dependence.js';
export type { NumbersOf } from './inspection/dependence/response.js';
export {
  type ExplainAsyncOptions,
  type ExplainOptions,
  explain,
  explainAsync,
} from './inspection/explain/explain.js';
export type {
  Contribution,
  Explanation,
  OutputExplanation,
  RowExplanation,
} from './inspection/explain/explanation.js';
export {
  type FormatExplanationOptions,
  formatExplanation,
} from './inspection/explain/format-explanation.js';
export { type KDistancesOptions, kDistances } from './inspection/k-distances.js';
export {
  type LimeAsyncOptions,
  type LimeOptions,
  lime,
  limeAsync,
} from './inspection/lime/lime.js';
export type {
  LimeExplanation,
  LimeOutput,
  LimeRow,
  LimeTerm,
} from './inspection/lime/lime-explanation.js';
export {
  type ImportancesByName,
  type PermutationImportance,
  type PermutationImportanceAsyncOptions,
  type PermutationImportanceOptions,
  permutationImportance,
  permutationImportanceAsync,
} from './inspection/permutation-importance.js';
export type { ColumnRef } from './inspection/samples/editable-samples.js';
export {
  type KernelShapAsyncOptions,
  type KernelShapOptions,
  kernelShap,
  kernelShapAsync,
} from './inspection/shap/kernel-shap.js';
export {
  type LinearModel,
  type LinearShapAsyncOptions,
  type LinearShapOptions,
  linearShap,
  linearShapAsync,
} from './inspection/shap/linear-shap.js';
export type { ExplainedModel, NumberFunction } from './inspection/shap/model-answers.js';
export type { ShapExplanation } from './inspection/shap/shap-explanation.js';
export {
  type TreeModel,
  type TreeShapAsyncOptions,
  type TreeShapInteractions,
  type TreeShapOptions,
  treeShap,
  treeShapAsync,
} from './inspection/shap/tree-shap.js';
export type { OutputUnit } from './inspection/tables/table-answers.js';
export type { TableModel } from './inspection/tables/table-model.js';
export { setMemoryLimit } from './memory.js';
export {
  type AnomalyAgreement,
  type AnomalyReport,
  type AnomalyReportOptions,
  anomalyReport,
  formatAnomalyReport,
} from './metrics/anomaly-report.js';
export {
  type AveragePrecisionOptions,
  averagePrecisionScore,
} from './metrics/average-precision.js';
export {
  type BrierScoreLossOptions,
  brierScoreLoss,
  type CalibrationCurve,
  type CalibrationCurveOptions,
  calibrationCurve,
} from './metrics/calibration.js';
export type {
  Average,
  AveragedScores,
  ClassScores,
  ZeroDivision,
} from './metrics/class-scores.js';
export {
  type AccuracyOptions,
  accuracyScore,
  type ConfusionMatrixOptions,
  confusionMatrix,
  hammingLoss,
  zeroOneLoss,
} from './metrics/classification.js';
export {
  type ClassificationReport,
  type ClassificationReportOptions,
  classificationReport,
  formatClassificationReport,
  type ReportRow,
} from './metrics/classification-report.js';
export {
  adjustedMutualInfoScore,
  completenessScore,
  type EntropyAverage,
  homogeneityScore,
  type MutualInformationOptions,
  mutualInfoScore,
  normalizedMutualInfoScore,
  type VMeasureOptions,
  vMeasureScore,
} from './metrics/cluster-agreement.js';
export {
  calinskiHarabaszScore,
  daviesBouldinScore,
  type SilhouetteAsyncOptions,
  type SilhouetteOptions,
  silhouetteSamples,
  silhouetteScore,
  silhouetteScoreAsync,
} from './metrics/clustering.js';
export {
  type BalancedAccuracyOptions,
  balancedAccuracyScore,
  type CohenKappaOptions,
  cohenKappaScore,
  jaccardScore,
  matthewsCorrcoef,
} from './metrics/confusion-scores.js';
export { contingencyMatrix } from './metrics/contingency.js';
export {
  auc,
  type CurveOptions,
  type DetCurve,
  detCurve,
  type PrecisionRecallCurve,
  precisionRecallCurve,
  type RocCurve,
  rocCurve,
} from './metrics/curves.js';
export {
  d2AbsoluteErrorScore,
  d2BrierScore,
  d2LogLossScore,
  d2PinballScore,
} from './metrics/d2-scores.js';
export {
  type HingeLossOptions,
  hingeLoss,
  type TopKOptions,
  topKAccuracyScore,
} from './metrics/decision-scores.js';
export {
  type DcgOptions,
  dcgScore,
  type NdcgOptions,
  ndcgScore,
} from './metrics/discounted-gain.js';
export {
  classLikelihoodRatios,
  type LikelihoodRatioOptions,
  type LikelihoodRatios,
} from './metrics/likelihood-ratios.js';
export {
  type LogLossOptions,
  logLoss,
} from './metrics/log-loss.js';
export {
  adjustedRandScore,
  fowlkesMallowsScore,
  pairConfusionMatrix,
  randScore,
} from './metrics/pair-agreement.js';
export type { DistanceOptions } from './metrics/pair-distances.js';
export {
  type FbetaOptions,
  f1Score,
  fbetaScore,
  type PrecisionRecallOptions,
  precisionRecallFscoreSupport,
  precisionScore,
  recallScore,
} from './metrics/precision-recall.js';
export {
  type AreaAverage,
  type RocAucOptions,
  rocAucScore,
} from './metrics/ranking.js';
export {
  explainedVarianceScore,
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanPinballLoss,
  meanSquaredError,
  meanSquaredLogError,
  medianAbsoluteError,
  type PinballOptions,
  type RegressionMetricOptions,
  r2Score,
  rootMeanSquaredError,
  rootMeanSquaredLogError,
} from './metrics/regression.js';
export {
  formatRegressionReport,
  type RegressionReport,
  type RegressionReportOptions,
  regressionReport,
  type WorstRow,
} from './metrics/regression-report.js';
export {
  type ResidualStatistics,
  residualStatistics,
} from './metrics/residuals.js';
export {
  getScorer,
  getScorerNames,
  type Scored,
  type Scorer,
} from './metrics/scorers.js';
export {
  formatThresholdReport,
  type ThresholdMetric,
  type ThresholdReport,
  type ThresholdReportOptions,
  type ThresholdScores,
  thresholdReport,
} from './metrics/threshold-report.js';
export {
  d2TweedieScore,
  meanGammaDeviance,
  meanPoissonDeviance,
  meanTweedieDeviance,
  type TweedieOptions,
} from './metrics/tweedie-deviance.js';
export {
  type AnyClassifier,
  type AnyClusterer,
  type AnyOutlierDetector,
  type AnyRegressor,
  type AnyTransformer,
  isClassifier,
  isClusterer,
  isOutlierDetector,
  isRegressor,
  isTransformer,
  type LoadedModel,
  type ModelInput,
} from './model-guards.js';
export {
  type CrossValPredictAsyncOptions,
  type CrossValPredicted,
  type CrossValPredictOptions,
  crossValPredict,
  crossValPredictAsync,
} from './model-selection/cross-val-predict.js';
export {
  type CrossValScoreAsyncOptions,
  type CrossValScoreOptions,
  crossValScore,
  crossValScoreAsync,
} from './model-selection/cross-val-score.js';
export {
  type CrossValidateAsyncOptions,
  type CrossValidated,
  type CrossValidateOptions,
  crossValidate,
  crossValidateAsync,
} from './model-selection/cross-validate.js';
export type { Curve, CurveError } from './model-selection/curve.js';
export { GroupKFold, type GroupKFoldOptions } from './model-selection/group-k-fold.js';
export {
  KFold,
  type KFoldOptions,
  RepeatedKFold,
  type RepeatedKFoldOptions,
} from './model-selection/k-fold.js';
export {
  type LearningCurve,
  type LearningCurveAsyncOptions,
  type LearningCurveOptions,
  learningCurve,
  learningCurveAsync,
} from './model-selection/learning-curve.js';
export {
  LeaveOneGroupOut,
  type LeaveOneGroupOutOptions,
  LeaveOneOut,
  type LeaveOneOutOptions,
} from './model-selection/leave-one-out.js';
export {
  type PermutationTestScore,
  type PermutationTestScoreAsyncOptions,
  type PermutationTestScoreOptions,
  permutationTestScore,
  permutationTestScoreAsync,
} from './model-selection/permutation-test-score.js';
export {
  PredefinedSplit,
  type PredefinedSplitOptions,
} from './model-selection/predefined-split.js';
export type {
  OneScoring,
  ScorerFunction,
  ScoresByName,
  Scoring,
  SeveralScorings,
} from './model-selection/read-scoring.js';
export {
  BayesSearchCV,
  type BayesSearchCVOptions,
} from './model-selection/search/bayes-search-cv.js';
export {
  type ChoiceDistribution,
  choice,
  type Distribution,
  type IntegersOptions,
  integers,
  logUniform,
  type OwnDistribution,
  type RandomSource,
  type RangeDistribution,
  uniform,
} from './model-selection/search/distributions.js';
export {
  GridSearchCV,
  type GridSearchCVOptions,
} from './model-selection/search/grid-search-cv.js';
export {
  HalvingGridSearchCV,
  type HalvingGridSearchCVOptions,
} from './model-selection/search/halving-grid-search-cv.js';
export type { HalvingOptions } from './model-selection/search/halving-options.js';
export {
  HalvingRandomSearchCV,
  type HalvingRandomSearchCVOptions,
} from './model-selection/search/halving-random-search-cv.js';
export type { HalvingSearchCV } from './model-selection/search/halving-search-cv.js';
export {
  ParameterGrid,
  type ParamGrid,
  type ParamLists,
  type ParamSetting,
} from './model-selection/search/parameter-grid.js';
export {
  type ParamDistribution,
  ParameterSampler,
  type ParameterSamplerOptions,
  type ParamSpace,
  type ParamSpaces,
} from './model-selection/search/parameter-sampler.js';
export {
  RandomizedSearchCV,
  type RandomizedSearchCVOptions,
} from './model-selection/search/randomized-search-cv.js';
export type { SearchCV } from './model-selection/search/search-cv.js';
export type { CandidateError } from './model-selection/search/search-ledger.js';
export type {
  SearchFitAsyncOptions,
  SearchFitOptions,
  SearchOptions,
} from './model-selection/search/search-options.js';
export type { CvResults } from './model-selection/search/search-results.js';
export type { Refit } from './model-selection/search/search-run.js';
export type { ReturnedBy, SearchOfLabels } from './model-selection/search/search-types.js';
export {
  GroupShuffleSplit,
  type GroupShuffleSplitOptions,
  ShuffleSplit,
  type ShuffleSplitOptions,
  StratifiedShuffleSplit,
  type StratifiedShuffleSplitOptions,
} from './model-selection/shuffle-split.js';
export {
  type CrossValidation,
  type CrossValidator,
  type Fold,
  Splitter,
  type SplitterInfo,
} from './model-selection/splitter.js';
export {
  StratifiedGroupKFold,
  type StratifiedGroupKFoldOptions,
} from './model-selection/stratified-group-k-fold.js';
export {
  RepeatedStratifiedKFold,
  type RepeatedStratifiedKFoldOptions,
  StratifiedKFold,
  type StratifiedKFoldOptions,
} from './model-selection/stratified-k-fold.js';
export {
  TimeSeriesSplit,
  type TimeSeriesSplitOptions,
} from './model-selection/time-series-split.js';
export type { FoldError } from './model-selection/validating.js';
export {
  type ValidationCurve,
  type ValidationCurveAsyncOptions,
  type ValidationCurveOptions,
  validationCurve,
  validationCurveAsync,
} from './model-selection/validation-curve.js';
export type { InputOf, ValidationOptions } from './model-selection/validation-options.js';
export type {
  ColumnDrift,
  Compared,
  DriftLevel,
  DriftTest,
  MissingDrift,
  NewCategories,
  RangeDrift,
} from './monitoring/column-drift.js';
export type { DriftReport, ScoreDrift } from './monitoring/conclude-drift.js';
export {
  DriftMonitor,
  type DriftMonitorOptions,
  type MonitorUpdateAsyncOptions,
  type MonitorUpdateOptions,
} from './monitoring/drift-monitor.js';
export type { DriftOptions } from './monitoring/drift-options.js';
export {
  type DriftReportAsyncOptions,
  type DriftReportOptions,
  driftReport,
  driftReportAsync,
} from './monitoring/drift-report.js';
export { formatDriftReport } from './monitoring/format-drift.js';
export { type ModelCardOptions, modelCard } from './monitoring/model-card.js';
export {
  type ProfiledColumn,
  type ProfileFitAsyncOptions,
  type ProfileFitOptions,
  TableProfile,
  type TableProfileOptions,
} from './monitoring/table-profile.js';
export type { WatchedModel } from './monitoring/watched-model.js';
export type { DistanceFunction } from './neighbors/distance-function.js';
export type { MetricName } from './neighbors/metric-space.js';
export type { QuantileMethod } from './numeric/quantile-methods.js';
export type { JobsOptions } from './parallel-work.js';
export {
  KBinsDiscretizer,
  type KBinsDiscretizerOptions,
} from './preprocessing/binning/k-bins-discretizer.js';
export type { CellRows, IncompleteRows } from './preprocessing/columns/cells.js';
export type { NumberInput } from './preprocessing/columns/number-columns.js';
export {
  type ColumnChoice,
  type ColumnPart,
  ColumnTransformer,
  type ColumnTransformerOptions,
} from './preprocessing/composition/column-transformer.js';
export { Pipeline, type PipelineOptions } from './preprocessing/composition/pipeline.js';
export type { PipelineInput, PipelineStep } from './preprocessing/composition/pipeline-types.js';
export {
  TransformedTargetRegressor,
  type TransformedTargetRegressorOptions,
} from './preprocessing/composition/transformed-target-regressor.js';
export type { DateFeature } from './preprocessing/dates/date-features.js';
export {
  DatePartExtractor,
  type DatePartExtractorOptions,
} from './preprocessing/dates/date-part-extractor.js';
export {
  PowerTransformer,
  type PowerTransformerOptions,
} from './preprocessing/distributions/power-transformer.js';
export {
  QuantileTransformer,
  type QuantileTransformerOptions,
} from './preprocessing/distributions/quantile-transformer.js';
export {
  LabelBinarizer,
  type LabelBinarizerOptions,
} from './preprocessing/encoders/label-binarizer.js';
export { LabelEncoder, type LabelEncoderOptions } from './preprocessing/encoders/label-encoder.js';
export {
  OneHotEncoder,
  type OneHotEncoderOptions,
} from './preprocessing/encoders/one-hot-encoder.js';
export {
  OrdinalEncoder,
  type OrdinalEncoderOptions,
} from './preprocessing/encoders/ordinal-encoder.js';
export {
  TargetEncoder,
  type TargetEncoderOptions,
} from './preprocessing/encoders/target-encoder.js';
export {
  type FeatureFunction,
  FunctionTransformer,
  type FunctionTransformerOptions,
} from './preprocessing/function-transformer.js';
export { KNNImputer, type KNNImputerOptions } from './preprocessing/knn-imputer.js';
export {
  MissingIndicator,
  type MissingIndicatorOptions,
} from './preprocessing/missing-indicator.js';
export {
  type Kept,
  OutlierRemover,
  type OutlierRemoverOptions,
} from './preprocessing/outliers/outlier-remover.js';
export { PCA, type PCAOptions } from './preprocessing/pca/pca.js';
export {
  PolynomialFeatures,
  type PolynomialFeaturesOptions,
} from './preprocessing/polynomial-features.js';
export { MaxAbsScaler, type MaxAbsScalerOptions } from './preprocessing/scalers/max-abs-scaler.js';
export { MinMaxScaler, type MinMaxScalerOptions } from './preprocessing/scalers/min-max-scaler.js';
export { Normalizer, type NormalizerOptions } from './preprocessing/scalers/normalizer.js';
export { RobustScaler, type RobustScalerOptions } from './preprocessing/scalers/robust-scaler.js';
export {
  StandardScaler,
  type StandardScalerOptions,
} from './preprocessing/scalers/standard-scaler.js';
export { SimpleImputer, type SimpleImputerOptions } from './preprocessing/simple-imputer.js';
export { type SampleTableOptions, sampleTable } from './preprocessing/splitting/sample-table.js';
export type { SplitPart, Splittable } from './preprocessing/splitting/splittable.js';
export {
  type SplitIndices,
  type SplitParts,
  type TrainTestSplitOptions,
  trainTestSplit,
  trainTestSplitIndices,
} from './preprocessing/splitting/train-test-split.js';
export type { CategoryEncoding, ColumnPlan } from './preprocessing/tabular/column-plan.js';
export type { DateOrder, DatePart } from './preprocessing/tabular/dates.js';
export type { Row, TabularInput } from './preprocessing/tabular/tabular-features.js';
export {
  TabularPreprocessor,
  type TabularPreprocessorOptions,
  type TransformReport,
} from './preprocessing/tabular/tabular-preprocessor.js';
export type { AsyncOptions, Progress } from './progress.js';
export { ModelRegistry } from './registry/model-registry.js';
export type { ModelVersionOptions, RegistryLoadOptions } from './registry/registry-find.js';
export type {
  ModelRegistryOptions,
  RegisterOptions,
  RegistryCleanOptions,
  RegistryEvent,
} from './registry/registry-options.js';
export type { ModelQuery, ModelsPage } from './registry/registry-query.js';
export type { RegisteredModel } from './registry/registry-records.js';
export type {
  AliasOutcomes,
  ModelSplit,
  SplitAssignment,
  SplitOptions,
} from './registry/registry-split.js';
export { loadModel, loadModelAs, type SaveModelOptions, saveModel } from './registry/save-model.js';
export { deserializeAs, type SerializeOptions, serialize } from './serialization/bytes.js';
export { deserialize, fromJSON } from './serialization/deserialize.js';
export type { KMeansAlgorithm } from './solvers/k-means/k-means-algorithm.js';
export type { KernelFunction, KernelName } from './solvers/svm/svm-kernels.js';
export type {
  FallbackInfo,
  FallbackOptions,
  SyncOptions,
  SyncProgress,
  SyncReport,
} from './storage/fallback/fallback-options.js';
export { FallbackStorage } from './storage/fallback/fallback-storage.js';
export { MemoryStorage } from './storage/memory-storage.js';
export {
  checkKey,
  type ListOptions,
  type ModelStorage,
  type PutOptions,
  type StorageOptions,
  type StoredEntry,
  type StoredInfo,
  type StoredModel,
  type StoredPage,
} from './storage/model-storage.js';
export {
  checkEstimator,
  type EstimatorCheckOptions,
  estimatorChecks,
} from './testing/check-estimator.js';
export { checkStorage, storageChecks } from './testing/check-storage.js';
export type { Check } from './testing/checks.js';
export type { AnomalyMetrics } from './training/anomalies.js';
export type { Baseline, ClassificationBaseline, RegressionBaseline } from './training/baseline.js';
export {
  type CatalogueEntry,
  getModelInfo,
  type HyperparameterInfo,
  listModels,
  type ModelInfo,
  registerModel,
  type SupervisedTask,
  type Task,
  type UnsupervisedTask,
} from './training/catalogue.js';
export type { ClusteringMetrics } from './training/clusters.js';
export { compareModels, compareModelsAsync } from './training/comparison/compare-models.js';
export type {
  CompareModelsAsyncOptions,
  CompareModelsOptions,
} from './training/comparison/compare-options.js';
export type {
  ComparedModel,
  LeftOutModel,
  ModelComparison,
} from './training/comparison/comparison.js';
export { formatComparison } from './training/comparison/format-comparison.js';
export type { ModelToCompare } from './training/comparison/models-to-compare.js';
export { createTrainer, type Trainer } from './training/create-trainer.js';
export type { ThresholdOptions } from './training/decision-threshold.js';
export { defaultSearchSpace } from './training/default-search-space.js';
export type {
  ClassificationMetrics,
  HeldOutAnswers,
  MetricsByTask,
  ModelMetrics,
  RegressionMetrics,
} from './training/evaluate.js';
export type {
  FeatureImportance,
  ImportanceMethod,
  ShufflingOptions,
} from './training/feature-importance.js';
export {
  type KMeansSweep,
  type KMeansSweepOptions,
  type KMeansSweepStep,
  kMeansSweep,
} from './training/k-means-sweep.js';
export { formatReport } from './training/report.js';
export type { TableEstimator } from './training/table-estimator.js';
export {
  TabularModel,
  type TabularPredictions,
} from './training/tabular-model.js';
export {
  type TrainedModel,
  type TrainModelAsyncOptions,
  type TrainModelOptions,
  type TrainWithoutTargetAsyncOptions,
  trainModel,
  trainModelAsync,
} from './training/train-model.js';
export type { TrainedWithoutTarget } from './training/train-without-target.js';
export type { ModelSearchOptions, TrainWithoutTargetOptions } from './training/training-options.js';
export type {
  CrossValidationReport,
  MetricsWithoutTarget,
  PreviewRow,
  SearchReport,
  TrainingReport,
  UnsupervisedPreviewRow,
  UnsupervisedReport,
} from './training/training-report.js';
export type { CustomObjective } from './trees/boosting/custom-loss.js';
export type { DecisionPath } from './trees/decision-path.js';
export { type ExportTreeOptions, exportGraphviz, exportText } from './trees/render.js';
export type { Tree } from './trees/tree.js';
export { setWarningHandler, type Warning, type WarningHandler } from './warnings.js';
