"""scikit-learn's import and first fit of 150 x 4 in this fresh process: start_up.py NAME prints {importMilliseconds, milliseconds}; in
processor time.

The data are blobs like those of estimators.ts; the fit is of the class of the same name, with its defaults.
"""

import json
import sys
import time
import warnings
from importlib import import_module

MODULES = {
    "LinearRegression": "linear_model",
    "LogisticRegression": "linear_model",
    "LinearSVC": "svm",
    "LinearSVR": "svm",
    "SGDClassifier": "linear_model",
    "SVC": "svm",
    "SVR": "svm",
    "RandomForestClassifier": "ensemble",
    "RandomForestRegressor": "ensemble",
    "IsotonicRegression": "isotonic",
    "KMeans": "cluster",
    "MiniBatchKMeans": "cluster",
    "DBSCAN": "cluster",
    "IsolationForest": "ensemble",
    "PCA": "decomposition",
    "SelectKBest": "feature_selection",
    "SimpleImputer": "impute",
    "KNNImputer": "impute",
}
# Ours are named after XGBoost's way of boosting; scikit-learn's counterpart by histograms has another name.
NAMES = {
    "GradientBoostingClassifier": ("ensemble", "HistGradientBoostingClassifier"),
    "GradientBoostingRegressor": ("ensemble", "HistGradientBoostingRegressor"),
}


def main(name):
    warnings.simplefilter("ignore")
    module, attribute = NAMES.get(name, (MODULES.get(name, "preprocessing"), name))
    start = time.process_time()
    create = getattr(import_module(f"sklearn.{module}"), attribute)
    imported = time.process_time() - start

    import numpy as np

    rng = np.random.default_rng(0)
    classes = rng.integers(0, 3, 150)
    X = 3 * rng.normal(size=(3, 4))[classes] + rng.normal(size=(150, 4))
    numbers = X @ np.arange(4) + rng.normal(size=150)
    if attribute == "IsotonicRegression":
        X = X[:, 0]
    if attribute == "SelectKBest":
        create = lambda: import_module("sklearn.feature_selection").SelectKBest(k=2)
    isRegressor = attribute.endswith(("Regressor", "SVR")) or attribute in ("LinearRegression", "IsotonicRegression")
    y = numbers if isRegressor else classes
    start = time.process_time()
    model = create().fit(X, y)
    if hasattr(model, "transform") and not hasattr(model, "predict") and attribute != "SelectKBest":
        model.transform(X)
    milliseconds = (time.process_time() - start) * 1000
    print(json.dumps({"importMilliseconds": imported * 1000, "milliseconds": milliseconds}))


main(sys.argv[1])
