"""SGDClassifier and SGDRegressor without shuffling, so that every step is the same."""

import warnings

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.linear_model import SGDClassifier, SGDRegressor
from sklearn.preprocessing import StandardScaler


def scaled(load):
    X, y = load(return_X_y=True)
    return StandardScaler().fit_transform(X), y


def weights(n):
    return 0.25 + np.arange(n) % 7 / 4


def describe(model, X):
    found = {
        "coef": np.atleast_2d(model.coef_).tolist(),
        "intercept": np.atleast_1d(model.intercept_).tolist(),
        "nIter": int(model.n_iter_),
    }
    if getattr(model, "loss", None) in ("log_loss", "modified_huber"):
        found["probabilities"] = model.predict_proba(X[:30:5]).tolist()
    return found


def fit(Class, data, weighted=False, parts=None, **options):
    X, y = data
    model = Class(shuffle=False, random_state=0, **options)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if parts is None:
            model.fit(X, y, sample_weight=weights(len(y)) if weighted else None)
        else:
            told = {"classes": np.unique(y)} if Class is SGDClassifier else {}
            for rows in np.array_split(np.arange(len(y)), parts):
                model.partial_fit(
                    X[rows], y[rows], sample_weight=weights(len(y))[rows] if weighted else None, **told
                )
    return describe(model, X)


def make():
    iris = scaled(load_iris)
    # In the order of the file the classes come one after the other, which steps alone would follow.
    order = np.arange(150) * 67 % 150
    mixed = (iris[0][order], iris[1][order])
    cancer, diabetes = scaled(load_breast_cancer), scaled(load_diabetes)
    diabetes = (diabetes[0], diabetes[1] / 100)
    C, R = SGDClassifier, SGDRegressor
    margins = ["hinge", "log_loss", "modified_huber", "squared_hinge", "perceptron"]
    errors = ["squared_error", "huber", "epsilon_insensitive", "squared_epsilon_insensitive"]
    # With the long first steps of the rate "optimal", smooth losses magnify the last digits beyond comparing.
    slow = dict(learning_rate="invscaling", eta0=0.01, max_iter=20, tol=None)
    rate = {"hinge": dict(max_iter=20), "perceptron": dict(max_iter=20)}
    return {
        **{f"iris {loss}": fit(C, mixed, loss=loss, **rate.get(loss, slow)) for loss in margins},
        **{f"iris {loss}": fit(C, mixed, loss=loss, **slow) for loss in errors},
        **{f"cancer {loss}": fit(C, cancer, loss=loss, **rate.get(loss, slow)) for loss in margins},
        **{f"diabetes {loss}": fit(R, diabetes, loss=loss) for loss in errors},
        "iris to the end": fit(C, mixed, loss="log_loss"),
        "iris weighted": fit(C, mixed, weighted=True, loss="log_loss", **slow),
        "iris classWeight": fit(C, mixed, class_weight={0: 3, 2: 0.5}),
        "cancer balanced": fit(C, cancer, class_weight="balanced", loss="log_loss", **slow),
        "cancer l1": fit(C, cancer, penalty="l1", alpha=0.001, loss="log_loss", max_iter=10, tol=None),
        "cancer elasticnet": fit(C, cancer, penalty="elasticnet", alpha=0.001, l1_ratio=0.4, max_iter=10, tol=None),
        "diabetes l1": fit(R, diabetes, penalty="l1", alpha=0.01),
        "diabetes none": fit(R, diabetes, penalty=None),
        "diabetes weighted": fit(R, diabetes, weighted=True),
        "diabetes without intercept": fit(R, diabetes, fit_intercept=False),
        "diabetes constant": fit(R, diabetes, learning_rate="constant", eta0=0.001),
        "diabetes adaptive": fit(R, diabetes, learning_rate="adaptive", eta0=0.01),
        "diabetes optimal": fit(R, diabetes, learning_rate="optimal", alpha=0.1),
        "diabetes pa1": fit(R, diabetes, learning_rate="pa1", loss="epsilon_insensitive", eta0=0.05, penalty=None, max_iter=20),
        "diabetes pa2": fit(R, diabetes, learning_rate="pa2", loss="epsilon_insensitive", eta0=0.05, penalty=None, max_iter=20),
        "iris pa1": fit(C, mixed, learning_rate="pa1", eta0=0.1, penalty=None, max_iter=20),
        "iris average": fit(C, mixed, average=True),
        "iris average from 500": fit(C, mixed, average=500),
        "diabetes average": fit(R, diabetes, average=True),
        "iris parts": fit(C, mixed, parts=4, loss="log_loss"),
        "cancer parts": fit(C, cancer, parts=5, weighted=True, loss="modified_huber"),
        "diabetes parts": fit(R, diabetes, parts=7, weighted=True),
        "diabetes average parts": fit(R, diabetes, parts=3, average=True),
    }
