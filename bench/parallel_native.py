"""The native counterpart of a case of parallel-cases.ts: parallel_native.py NAME FOLDER THREADS prints {library: seconds}, of the second
time that each does the work. What has no counterpart gives {}. The environment limits OpenMP to as many threads.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np


def forest(X, y, threads):
    from sklearn.ensemble import RandomForestClassifier

    yield "scikit-learn", lambda: RandomForestClassifier(n_jobs=threads, random_state=0).fit(X, y)


def search(estimator, grid, X, y, threads):
    from sklearn.model_selection import GridSearchCV

    yield "scikit-learn", lambda: GridSearchCV(estimator, grid, refit=False, n_jobs=threads).fit(X, y)


def search_svc(X, y, threads):
    from sklearn.svm import SVC

    return search(SVC(), {"C": [0.1, 1, 10], "gamma": [0.01, 0.05, 0.2]}, X, y, threads)


def search_forest(X, y, threads):
    from sklearn.ensemble import RandomForestClassifier

    return search(
        RandomForestClassifier(n_estimators=50, random_state=0), {"max_depth": [4, 8, 12, None]}, X, y, threads
    )


BOOSTING = dict(n_estimators=100, max_depth=6)


def boosting(X, y, threads):
    import lightgbm as lgb
    import xgboost as xgb

    X = X.astype(np.float32)
    yield "XGBoost", lambda: xgb.XGBClassifier(**BOOSTING, learning_rate=0.3, n_jobs=threads).fit(X, y)
    leaves = dict(num_leaves=64, learning_rate=0.3, n_jobs=threads, verbose=-1)
    yield "LightGBM", lambda: lgb.LGBMClassifier(**BOOSTING, **leaves).fit(X, y)


def k_means(X, y, threads):
    from sklearn.cluster import KMeans

    yield "scikit-learn", lambda: KMeans(n_clusters=20, n_init=10, random_state=0).fit(X)


def prediction(X, y, threads):
    from sklearn.ensemble import RandomForestClassifier

    model = RandomForestClassifier(n_jobs=threads, random_state=0).fit(X, y)
    yield "scikit-learn", lambda: [model.predict(X) for _ in range(8)]


def explanations(X, y, threads):
    import xgboost as xgb

    booster = xgb.XGBClassifier(**BOOSTING, n_jobs=threads).fit(X, y).get_booster()
    yield "XGBoost", lambda: booster.predict(xgb.DMatrix(X, nthread=threads), pred_contribs=True)


CASES = dict(
    forest=forest,
    search_svc=search_svc,
    search_forest=search_forest,
    boosting=boosting,
    k_means=k_means,
    prediction=prediction,
    explanations=explanations,
)


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(name, folder, threads):
    y = np.fromfile(Path(folder) / "y.f64")
    X = np.fromfile(Path(folder) / "X.f64").reshape(len(y), -1)
    works = CASES[name](X, y, int(threads)) if name in CASES else []
    print(json.dumps({library: [timed(work), timed(work)][1] for library, work in works}))


main(*sys.argv[1:])
