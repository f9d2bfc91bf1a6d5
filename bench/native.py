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


def logistic(X, y, XTest, max_iter):
    from sklearn.linear_model import LogisticRegression

    return measure(
        lambda: LogisticRegression(max_iter=max_iter).fit(X, y),
        lambda model, rows: model.predict(rows),
        lambda model: logreg_objective(model, X, y),
        XTest,
    )


def logreg_100k_50(X, y, XTest, yTest):
    yield "scikit-learn LogisticRegression", lambda: logistic(X, y, XTest, 2000)


def logreg_multi(X, y, XTest, yTest):
    yield "scikit-learn LogisticRegression", lambda: logistic(X, y, XTest, 2000)


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


def svr_5k_20(X, y, XTest, yTest):
    from sklearn.svm import SVR

    yield "scikit-learn SVR", lambda: measure(
        lambda: SVR().fit(X, y),
        lambda model, rows: model.predict(rows),
        lambda model: {"r2": model.score(XTest, yTest)},
        XTest,
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
