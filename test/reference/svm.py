"""Kernel machines at a tight tolerance."""

import warnings

import numpy as np
from sklearn.datasets import (
    load_breast_cancer,
    load_diabetes,
    load_digits,
    load_iris,
    load_wine,
)
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR

TOL = 1e-8
ROWS = slice(None, None, 7)


def gram(model, X, gamma):
    A, B = X, X[model.support_]
    if model.kernel == "linear":
        return A @ B.T
    if model.kernel == "rbf":
        squares = (A**2).sum(1)[:, None] + (B**2).sum(1)[None] - 2 * A @ B.T
        return np.exp(-gamma * squares)
    if model.kernel == "poly":
        return (gamma * A @ B.T + model.coef0) ** model.degree
    return np.tanh(gamma * A @ B.T + model.coef0)


def common(model, X):
    return {
        "nSupport": model.n_support_.tolist(),
        "intercept": model.intercept_.tolist(),
        "gamma": model._gamma,
    }


def classify(X, y, sample_weight=None, **options):
    model = SVC(tol=TOL, decision_function_shape="ovo", **options)
    model.fit(X, y, sample_weight=sample_weight)
    figures = {
        **common(model, X),
        "decision": np.round(model.decision_function(X)[ROWS], 9).tolist(),
        "labels": model.predict(X).astype(int).tolist(),
    }
    if len(model.classes_) == 2:
        coef = model.dual_coef_[0]
        K = gram(model, X, model._gamma)[model.support_]
        figures["objective"] = float(0.5 * coef @ K @ coef - np.abs(coef).sum())
    else:
        model.decision_function_shape = "ovr"
        figures["ovr"] = np.round(model.decision_function(X)[ROWS], 9).tolist()
    return figures


def regress(X, y, sample_weight=None, **options):
    model = SVR(tol=TOL, **options)
    model.fit(X, y, sample_weight=sample_weight)
    coef = model.dual_coef_[0]
    K = gram(model, X, model._gamma)[model.support_]
    objective = 0.5 * coef @ K @ coef - coef @ y[model.support_]
    return {
        **common(model, X),
        "prediction": np.round(model.predict(X)[ROWS], 8).tolist(),
        "objective": float(objective + model.epsilon * np.abs(coef).sum()),
    }


def make():
    def scaled(load):
        X, y = load(return_X_y=True)
        return StandardScaler().fit_transform(X), y

    iris = load_iris(return_X_y=True)
    wine = scaled(load_wine)
    cancer = scaled(load_breast_cancer)
    diabetes_X, diabetes_y = load_diabetes(return_X_y=True, scaled=False)
    diabetes = StandardScaler().fit_transform(diabetes_X), diabetes_y
    digits_X, digits_y = load_digits(return_X_y=True)
    digits = digits_X[::6], digits_y[::6]
    kernels = {
        "linear": {"kernel": "linear"},
        "poly": {"kernel": "poly", "coef0": 1.0},
        "rbf": {"kernel": "rbf"},
        "sigmoid": {"kernel": "sigmoid", "gamma": 0.01},
    }
    sets = {"iris": iris, "wine": wine, "cancer": cancer, "digits": digits}
    svc = {
        f"{name}/{kernel}": classify(*data, **options)
        for name, data in sets.items()
        for kernel, options in kernels.items()
    }
    weights = 0.25 + np.arange(569) % 7 / 4
    svc["cancer/weighted"] = classify(*cancer, sample_weight=weights, gamma=0.05)
    svc["wine/balanced"] = classify(*wine, class_weight="balanced", gamma=0.05, C=0.1)
    svc["wine/classWeight"] = classify(*wine, class_weight={0: 3, 2: 0.5}, C=0.1)
    svc["iris/auto"] = classify(*iris, gamma="auto", C=100)
    svr = {kernel: regress(*diabetes, **options) for kernel, options in kernels.items()}
    svr["largeC"] = regress(*diabetes, C=100, epsilon=5, gamma=0.02)
    weights = 0.25 + np.arange(442) % 7 / 4
    svr["weighted"] = regress(*diabetes, sample_weight=weights, C=10, gamma=0.05)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        platt = SVC(probability=True, random_state=0).fit(*cancer)
    return {
        "svc": svc,
        "svr": svr,
        "platt": {"A": float(platt.probA_[0]), "B": float(platt.probB_[0])},
        "digitsRows": ["".join(chr(65 + int(v)) for v in row) for row in digits_X[::6]],
        "digitsLabels": digits_y[::6].tolist(),
    }
