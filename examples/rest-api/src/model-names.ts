/** The names under which models are trained here, and those that the library knows them by; `auto` is the best of them. */
export const MODEL_NAMES = {
  auto: 'auto',
  linear_regression: 'linearRegression',
  logistic_regression: 'logisticRegression',
  random_forest: 'randomForest',
  svm: 'svm',
  xgboost: 'gradientBoosting',
  xgboost_model: 'gradientBoosting',
  kmeans: 'kMeans',
  dbscan: 'dbscan',
  isolation_forest: 'isolationForest',
} as const;

export type ModelName = keyof typeof MODEL_NAMES;
