"""Logistic regression at scikit-learn's tightest tolerance."""

import warnings

import numpy as np
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler


def fit(X, y, sample_weight=None, **options):
    """Newton's method ends at the optimum to rounding, whatever the scale of the columns."""
    settings = {"solver": "newton-cholesky", "tol": 1e-14, "max_iter": 1000, **options}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it cannot improve any more, at this tolerance
        model = LogisticRegression(**settings).fit(X, y, sample_weight=sample_weight)
    return {
        "coef": model.coef_.tolist(),
        "intercept": model.intercept_.tolist(),
        "proba": model.predict_proba(X[:5]).tolist(),
    }


def make():
    iris = load_iris(return_X_y=True)
    wine = load_wine(return_X_y=True)
    cancer = load_breast_cancer(return_X_y=True)
    digits_X, digits_y = load_digits(return_X_y=True)
    setosa = (iris[0], (iris[1] == 0).astype(int))
    weights = 0.25 + np.arange(150) % 7 / 4
    scaled = StandardScaler().fit_transform(cancer[0])
    scaled_iris = StandardScaler().fit_transform(iris[0])
    saga = {"solver": "saga", "tol": 1e-14, "max_iter": 100000, "random_state": 0}
    return {
        "iris": fit(*iris),
        "irisWeighted": fit(*iris, sample_weight=weights),
        "irisBalanced": fit(iris[0][:120], iris[1][:120], class_weight="balanced"),
        "irisClassWeight": fit(*iris, class_weight={0: 3, 2: 0.5}),
        "irisNoIntercept": fit(*iris, fit_intercept=False),
        "irisUnpenalised": fit(iris[0][50:], iris[1][50:], C=np.inf),
        "setosaC1e6": fit(*setosa, C=1e6),
        "wine": fit(*wine),
        "cancer": fit(*cancer),
        "cancerC100": fit(*cancer, C=100),
        "digits": fit(digits_X[::4], digits_y[::4], C=0.01),
        "irisL1": fit(scaled_iris, iris[1], l1_ratio=1, **saga),
        "irisElasticNet": fit(scaled_iris, iris[1], l1_ratio=0.5, C=0.5, **saga),
        "cancerElasticNet": fit(scaled, cancer[1], l1_ratio=0.3, C=0.1, **saga),
        "digitsRows": digits_X[::4].astype(int).tolist(),
        "digitsLabels": digits_y[::4].tolist(),
    }
