"""LinearSVC and LinearSVR at the tightest tolerance that LIBLINEAR reaches."""

import warnings

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC, LinearSVR


def fit(model, X, y, sample_weight=None):
    """Fit to the tightest tolerance at which LIBLINEAR ends: its coordinate descent crawls or stalls below some."""
    for tol in [1e-13, 1e-11, 1e-9, 1e-7, 1e-5]:
        model.set_params(tol=tol, max_iter=1_000_000, random_state=0)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            model.fit(X, y, sample_weight=sample_weight)
        if not caught:
            break
    else:
        raise RuntimeError(f"{model} does not converge")
    return {
        "tol": tol,
        "coef": model.coef_.tolist(),
        "intercept": np.atleast_1d(model.intercept_).tolist(),
        "decision": np.asarray(
            model.decision_function(X[:5]) if hasattr(model, "decision_function") else model.predict(X[:5])
        ).tolist(),
    }


def scaled(load):
    X, y = load(return_X_y=True)
    return StandardScaler().fit_transform(X), y


def make():
    iris, wine, cancer, diabetes = map(
        scaled, [load_iris, load_wine, load_breast_cancer, load_diabetes]
    )
    raw_wine = load_wine(return_X_y=True)
    digits_X, digits_y = load_digits(return_X_y=True)
    digits = (digits_X[::4] / 16, digits_y[::4])
    weights = lambda n: 0.25 + np.arange(n) % 7 / 4
    plain = dict(loss="epsilon_insensitive", dual=True)
    squared = dict(loss="squared_epsilon_insensitive", dual=False)
    hinge = dict(loss="hinge", dual=True)
    primal = dict(dual=False)
    return {
        "iris": fit(LinearSVC(**primal), *iris),
        "irisHinge": fit(LinearSVC(**hinge), *iris),
        "irisWeighted": fit(LinearSVC(**primal), *iris, weights(150)),
        "irisHingeWeighted": fit(LinearSVC(**hinge), *iris, weights(150)),
        "irisBalanced": fit(LinearSVC(class_weight="balanced", **primal), iris[0][:120], iris[1][:120]),
        "irisClassWeight": fit(LinearSVC(class_weight={0: 3, 2: 0.5}, **hinge), *iris),
        "irisNoIntercept": fit(LinearSVC(fit_intercept=False, **primal), *iris),
        "irisInterceptScaling": fit(LinearSVC(intercept_scaling=10, C=0.1, **hinge), *iris),
        "wine": fit(LinearSVC(**primal), *wine),
        "wineHinge": fit(LinearSVC(**hinge), *wine),
        "wineRaw": fit(LinearSVC(**primal), *raw_wine),
        "cancer": fit(LinearSVC(**primal), *cancer),
        "cancerHinge": fit(LinearSVC(C=0.1, **hinge), *cancer),
        "cancerBalanced": fit(LinearSVC(C=0.1, class_weight="balanced", **hinge), *cancer),
        "cancerC1000": fit(LinearSVC(C=1000, **primal), *cancer),
        "digits": fit(LinearSVC(C=0.1, **primal), *digits),
        "digitsHinge": fit(LinearSVC(C=0.1, **hinge), *digits),
        "diabetes": fit(LinearSVR(**plain), *diabetes),
        "diabetesEpsilon": fit(LinearSVR(epsilon=20, C=0.5, **plain), *diabetes),
        "diabetesWeighted": fit(LinearSVR(epsilon=5, **plain), *diabetes, weights(442)),
        "diabetesSquared": fit(LinearSVR(**squared), *diabetes),
        "diabetesSquaredEpsilon": fit(LinearSVR(epsilon=30, C=10, **squared), *diabetes),
        "diabetesScaling": fit(LinearSVR(intercept_scaling=20, C=0.1, **plain), *diabetes),
        "diabetesNoIntercept": fit(LinearSVR(fit_intercept=False, **squared), *diabetes),
    }
