"""Measures the native libraries on one workload and prints {name: figures} as JSON.

Run by run.ts: native.py WORKLOAD FOLDER. Each library gets a process of its own (fork), so that
peak memory and warm caches are its own; threads are limited by the environment.
"""

import json
import multiprocessing
import resource
import statistics
import sys
import time
from pathlib import Path

import numpy as np


def read_dataset(folder):
    folder = Path(folder)
    shape = json.loads((folder / "shape.json").read_text())
    load = lambda name: np.fromfile(folder / f"{name}.f64")
    return (
        load("X").reshape(shape["rows"], shape["columns"]),
        load("y"),
        load("XTest").reshape(shape["testRows"], shape["columns"]),
        load("yTest"),
    )


def median_time(action, runs):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def one_row_time(predict, X):
    times = []
    for _ in range(5):
        start = time.perf_counter()
        calls = 0
        while time.perf_counter() - start < 0.2:
            predict(X[calls % len(X)][None])
            calls += 1
        times.append((time.perf_counter() - start) / calls)
    return statistics.median(times) * 1e6


def measure(fit, predict, quality, XTest, runs=5):
    """fit() gives a model; predict(model, X) and quality(model) use it."""
    model = fit()  # warm-up, not timed
    fit_seconds = median_time(fit, runs)
    figures = {"fitSeconds": fit_seconds, "quality": quality(model)}
    if predict is not None:
        predict(model, XTest)
        figures["predictSeconds"] = median_time(lambda: predict(model, XTest), 5)
        figures["oneRowMicroseconds"] = one_row_time(lambda row: predict(model, row), XTest)
    figures["peakMegabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def linreg_100k_50(X, y, XTest, yTest):
    from sklearn.linear_model import LinearRegression

    yield "scikit-learn LinearRegression", lambda: measure(
        lambda: LinearRegression().fit(X, y),
        lambda model, rows: model.predict(rows),
        lambda model: {"r2": model.score(XTest, yTest)},
        XTest,
    )


def logreg_objective(model, X, y):
    """Sum of log losses plus half the squared coefficients, which C = 1 minimises."""
    from sklearn.metrics import log_loss

    loss = log_loss(y, model.predict_proba(X), normalize=False, labels=model.classes_)
    return {"objective": loss + 0.5 * float((model.coef_**2).sum())}


def logistic(X, y, XTest):
    from sklearn.linear_model import LogisticRegression

    # The default solver stops short of the optimum on these data, after half a minute: one run shows it.
    for solver, max_iter, runs in (("lbfgs", 2000, 1), ("newton-cholesky", 100, 5)):
        yield f"scikit-learn LogisticRegression {solver}", lambda: measure(
            lambda: LogisticRegression(solver=solver, max_iter=max_iter).fit(X, y),
            lambda model, rows: model.predict(rows),
            lambda model: logreg_objective(model, X, y),
            XTest,
            runs,
        )


def logreg_100k_50(X, y, XTest, yTest):
    yield from logistic(X, y, XTest)


def logreg_multi(X, y, XTest, yTest):
    yield from logistic(X, y, XTest)


def linear_svm(create, loss, X, y, XTest, yTest):
    """What LIBLINEAR minimises at C = 1, and the score; it warns where it does not converge."""

    def quality(model):
        penalty = 0.5 * float((model.coef_**2).sum() + (model.intercept_**2).sum())
        return {"objective": penalty + float(loss(model).sum()), "score": model.score(XTest, yTest)}

    return measure(
        lambda: create().fit(X, y), lambda model, rows: model.predict(rows), quality, XTest, runs=1
    )


def linear_svc_100k_50(X, y, XTest, yTest):
    from sklearn.svm import LinearSVC

    loss = lambda model: np.maximum(0, 1 - (2 * y - 1) * model.decision_function(X)) ** 2
    yield "scikit-learn LinearSVC", lambda: linear_svm(LinearSVC, loss, X, y, XTest, yTest)


def linear_svc_hinge_100k_50(X, y, XTest, yTest):
    from sklearn.svm import LinearSVC

    loss = lambda model: np.maximum(0, 1 - (2 * y - 1) * model.decision_function(X))
    create = lambda: LinearSVC(loss="hinge", random_state=0)
    yield "scikit-learn LinearSVC", lambda: linear_svm(create, loss, X, y, XTest, yTest)


def linear_svr_100k_50(X, y, XTest, yTest):
    from sklearn.svm import LinearSVR

    loss = lambda model: np.maximum(0, np.abs(y - model.predict(X)) - 0.1)
    create = lambda: LinearSVR(epsilon=0.1, random_state=0)
    yield "scikit-learn LinearSVR", lambda: linear_svm(create, loss, X, y, XTest, yTest)
def k_means(X, XTest, n_clusters, fixed):
    """Lloyd and Elkan from the first samples, or from k-means++ with the same five seeds as ours."""
    from sklearn.cluster import KMeans

    def fit(algorithm):
        if fixed:
            return [KMeans(n_clusters, init=X[:n_clusters], algorithm=algorithm).fit(X)]
        return [KMeans(n_clusters, random_state=s, algorithm=algorithm).fit(X) for s in range(5)]

    for algorithm in ("lloyd", "elkan"):
        yield f"scikit-learn KMeans {algorithm}", lambda algorithm=algorithm: measure(
            lambda: fit(algorithm),
            lambda models, rows: models[0].predict(rows),
            lambda models: {"inertia": float(np.mean([model.inertia_ for model in models]))},
            XTest,
        )


def kmeans_100k_16_fixed(X, y, XTest, yTest):
    return k_means(X, XTest, 20, True)


def kmeans_100k_16(X, y, XTest, yTest):
    return k_means(X, XTest, 20, False)


def kmeans_20k_2_fixed(X, y, XTest, yTest):
    return k_means(X, XTest, 10, True)


def kmeans_20k_2(X, y, XTest, yTest):
    return k_means(X, XTest, 10, False)


def rfc_20k_20(X, y, XTest, yTest):
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.metrics import log_loss

    yield "scikit-learn RandomForestClassifier", lambda: measure(
        lambda: RandomForestClassifier(random_state=0).fit(X, y),
        lambda model, rows: model.predict(rows),
        lambda model: {
            "accuracy": model.score(XTest, yTest),
            "logLoss": log_loss(yTest, model.predict_proba(XTest)),
        },
        XTest,
        runs=3,
    )


def rfr_20k_20(X, y, XTest, yTest):
    from sklearn.ensemble import RandomForestRegressor

    yield "scikit-learn RandomForestRegressor", lambda: measure(
        lambda: RandomForestRegressor(random_state=0).fit(X, y),
        lambda model, rows: model.predict(rows),
        lambda model: {"r2": model.score(XTest, yTest)},
        XTest,
        runs=1,
    )


def svc(X, y, XTest, yTest, runs):
    from sklearn.svm import SVC

    return measure(
        lambda: SVC().fit(X, y),
        lambda model, rows: model.predict(rows),
        lambda model: {"accuracy": model.score(XTest, yTest)},
        XTest,
        runs,
    )


def svc_5k_20(X, y, XTest, yTest):
    yield "scikit-learn SVC", lambda: svc(X, y, XTest, yTest, 5)


def svc_20k_20(X, y, XTest, yTest):
    yield "scikit-learn SVC", lambda: svc(X, y, XTest, yTest, 1)


def search_svc_2k(X, y, XTest, yTest):
    import tempfile

    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
    from sklearn.svm import SVC

    numbers = Pipeline([("fill", SimpleImputer(strategy="median")), ("scale", StandardScaler())])
    columns = ColumnTransformer(
        [("numbers", numbers, list(range(10))), ("codes", OneHotEncoder(), list(range(10, 14)))],
        sparse_threshold=0,
    )
    grid = {"svc__C": [0.1, 0.3, 1, 3, 10, 30], "svc__gamma": [0.01, 0.03, 0.1, 0.3]}

    def fit():
        with tempfile.TemporaryDirectory() as memory:
            pipeline = Pipeline([("columns", columns), ("svc", SVC())], memory=memory)
            return GridSearchCV(pipeline, grid).fit(X, y)

    yield "scikit-learn GridSearchCV with memory", lambda: measure(
        fit, None, lambda model: {"best": model.best_score_}, XTest, runs=3
    )


def svr_5k_20(X, y, XTest, yTest):
    from sklearn.svm import SVR

    yield "scikit-learn SVR", lambda: measure(
        lambda: SVR().fit(X, y),
        lambda model, rows: model.predict(rows),
        lambda model: {"r2": model.score(XTest, yTest)},
        XTest,
    )


BOOSTING = dict(n_estimators=100, max_depth=6, learning_rate=0.1, max_bin=256, tree_method="hist", n_jobs=1)
HIST = dict(max_iter=100, max_depth=6, max_leaf_nodes=64, learning_rate=0.1, early_stopping=False)


def boosted_classes(X, y, XTest, yTest, runs):
    import xgboost as xgb
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.metrics import log_loss

    X32, T32 = X.astype(np.float32), XTest.astype(np.float32)
    quality = lambda model: {"logLoss": log_loss(yTest, model.predict_proba(T32))}
    predict = lambda model, rows: model.predict(rows)
    yield "XGBoost hist", lambda: measure(
        lambda: xgb.XGBClassifier(**BOOSTING).fit(X32, y), predict, quality, T32, runs
    )
    yield "scikit-learn HistGradientBoostingClassifier", lambda: measure(
        lambda: HistGradientBoostingClassifier(**HIST).fit(X32, y), predict, quality, T32, runs
    )


def boosted_numbers(X, y, XTest, yTest, runs):
    import xgboost as xgb
    from sklearn.ensemble import HistGradientBoostingRegressor

    quality = lambda model: {"r2": model.score(XTest, yTest)}
    predict = lambda model, rows: model.predict(rows)
    yield "XGBoost hist", lambda: measure(
        lambda: xgb.XGBRegressor(**BOOSTING).fit(X, y), predict, quality, XTest, runs
    )
    yield "scikit-learn HistGradientBoostingRegressor", lambda: measure(
        lambda: HistGradientBoostingRegressor(**HIST).fit(X, y), predict, quality, XTest, runs
    )


def gbtc_100k_28(X, y, XTest, yTest):
    return boosted_classes(X, y, XTest, yTest, 3)


def gbtr_20k_20(X, y, XTest, yTest):
    return boosted_numbers(X, y, XTest, yTest, 5)


def gbtc_100k_100(X, y, XTest, yTest):
    return boosted_classes(X, y, XTest, yTest, 3)


def gbtc_1m_20(X, y, XTest, yTest):
    return boosted_classes(X, y, XTest, yTest, 1)


def gbtr_1m_20(X, y, XTest, yTest):
    return boosted_numbers(X, y, XTest, yTest, 1)


def explained_trees(X, y):
    import xgboost as xgb

    settings = dict(n_estimators=100, max_depth=6, learning_rate=0.1, max_bin=256, tree_method="hist", n_jobs=1)
    return xgb.XGBClassifier(**settings).fit(X, y)


def shap_paths_1k_28(X, y, XTest, yTest):
    import xgboost as xgb

    booster = explained_trees(X, y).get_booster()
    booster.set_param({"nthread": 1})
    rows = xgb.DMatrix(XTest, nthread=1)
    yield "XGBoost pred_contribs", lambda: measure(
        lambda: booster.predict(rows, pred_contribs=True)[:, :-1],
        None,
        lambda values: {"meanSize": float(np.abs(values).mean())},
        None,
    )


def shap_background_1k_28(X, y, XTest, yTest):
    import shap

    explainer = shap.TreeExplainer(explained_trees(X, y), X[:100], feature_perturbation="interventional")
    yield "shap TreeExplainer", lambda: measure(
        lambda: explainer.shap_values(XTest),
        None,
        lambda values: {"meanSize": float(np.abs(values).mean())},
        None,
    )


def loading_xgboost(form, X, y, XTest, yTest):
    import xgboost as xgb
    from sklearn.metrics import r2_score

    settings = dict(n_estimators=500, max_depth=8, learning_rate=0.1, max_bin=256, tree_method="hist", n_jobs=1)
    raw = xgb.XGBRegressor(**settings).fit(X, y).get_booster().save_raw(form)

    def load():
        booster = xgb.Booster({"nthread": 1})
        booster.load_model(raw)
        return booster

    yield "XGBoost load_model", lambda: measure(
        load,
        lambda booster, rows: booster.inplace_predict(rows),
        lambda booster: {"r2": r2_score(yTest, booster.inplace_predict(XTest))},
        XTest,
    )


def xgboost_json_500_8(*data):
    yield from loading_xgboost("json", *data)


def xgboost_ubj_500_8(*data):
    yield from loading_xgboost("ubj", *data)


def density(X, eps):
    from sklearn.cluster import DBSCAN

    quality = lambda m: {"clusters": len(set(m.labels_)), "noise": int((m.labels_ == -1).sum())}
    yield "scikit-learn DBSCAN", lambda: measure(
        lambda: DBSCAN(eps=eps, min_samples=20, n_jobs=1).fit(X), None, quality, X
    )


def dbscan_50k_2(X, y, XTest, yTest):
    yield from density(X, 0.2)


def dbscan_20k_8(X, y, XTest, yTest):
    yield from density(X, 1.5)


def iforest_100k_10(X, y, XTest, yTest):
    from sklearn.ensemble import IsolationForest
    from sklearn.metrics import roc_auc_score

    yield "scikit-learn IsolationForest", lambda: measure(
        lambda: IsolationForest(random_state=0, n_jobs=1).fit(X),
        lambda m, rows: m.score_samples(rows),
        lambda m: {"rocAuc": roc_auc_score(yTest, -m.score_samples(XTest))},
        XTest,
    )


def once(run, key):
    """A call whose result says that it was the same."""
    return measure(run, None, lambda result: {key: float(result)}, None)


def roc_auc_1m(X, y, XTest, yTest):
    from sklearn.metrics import roc_auc_score

    yield "scikit-learn roc_auc_score", lambda: once(lambda: roc_auc_score(y, X[:, 0]), "rocAuc")


def report_1m(X, y, XTest, yTest):
    from sklearn.metrics import classification_report

    yield "scikit-learn classification_report", lambda: once(
        lambda: classification_report(y, X[:, 0], output_dict=True)["accuracy"], "accuracy"
    )


def scaler_1m_20(X, y, XTest, yTest):
    from sklearn.preprocessing import StandardScaler

    def run():
        scaler = StandardScaler()
        scaler.fit_transform(X)
        return scaler.scale_[0]

    yield "scikit-learn StandardScaler", lambda: once(run, "scale")


def imputer_1m_20(X, y, XTest, yTest):
    from sklearn.impute import SimpleImputer

    yield "scikit-learn SimpleImputer", lambda: once(
        lambda: SimpleImputer(strategy="median").fit_transform(X).shape[1], "columns"
    )


def one_hot_1m(X, y, XTest, yTest):
    from sklearn.preprocessing import OneHotEncoder

    kinds = np.array([f"kind {int(k)}" for k in y], dtype=object)[:, None]
    yield "scikit-learn OneHotEncoder", lambda: once(
        lambda: OneHotEncoder().fit_transform(kinds).shape[1], "features"
    )


def in_a_process_of_its_own(action):
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=lambda: sender.send(action()))
    process.start()
    figures = receiver.recv()
    process.join()
    return figures


def main(workload, folder):
    data = read_dataset(folder)
    candidates = globals()[workload](*data)
    print(json.dumps({name: in_a_process_of_its_own(run) for name, run in candidates}))


if __name__ == "__main__":
    main(*sys.argv[1:])
