"""Reference values of the selectors, their scores and p-values, and of the F and chi-square distributions."""

import numpy as np
from scipy import special
from sklearn import datasets
from sklearn import feature_selection as fs
from sklearn.feature_selection import _mutual_info as mi
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.preprocessing import StandardScaler


def clean(values):
    """None for NaN, text for infinities: JSON has neither."""
    return [None if np.isnan(v) else str(v) if np.isinf(v) else float(v) for v in np.asarray(values, dtype=float)]


def scored(function, X, y, **options):
    result = function(X, y, **options)
    scores, p_values = result if isinstance(result, tuple) else (result, None)
    return {"scores": clean(scores), "pValues": None if p_values is None else clean(p_values)}


def support(selector, X, y=None):
    return selector.fit(X, y).get_support(indices=True).tolist()


def over_seeds(function, X, y):
    """The mean over what noise does."""
    return np.mean([function(X, y, random_state=seed) for seed in range(20)], axis=0).tolist()


def classes_of(bunch):
    X, y = bunch.data, bunch.target
    scaled = StandardScaler().fit_transform(X)
    model = LogisticRegression(tol=1e-12, max_iter=100000)
    rfe = fs.RFE(model, n_features_to_select=3).fit(scaled, y)
    steps = fs.RFE(model, n_features_to_select=0.3, step=0.2).fit(scaled, y)
    return {
        "fClassif": scored(fs.f_classif, X, y),
        "chi2": scored(fs.chi2, X, y),
        "discrete": scored(fs.mutual_info_classif, np.floor(X), y, discrete_features=True)["scores"],
        "mixed": [mi._compute_mi_cd(X[:, j], y, 3) for j in range(X.shape[1])],
        "mixedNoise": over_seeds(fs.mutual_info_classif, X, y),
        "kBest": {str(k): support(fs.SelectKBest(k=k), X, y) for k in (0, 1, 3, "all")},
        "percentile": {str(p): support(fs.SelectPercentile(percentile=p), X, y) for p in (0, 10, 33, 50, 75, 99, 100)},
        "chi2Best": support(fs.SelectKBest(fs.chi2, k=2), X, y),
        "variances": clean(fs.VarianceThreshold().fit(X).variances_),
        "above": support(fs.VarianceThreshold(0.5), X),
        "variancesAbove": clean(fs.VarianceThreshold(0.5).fit(X).variances_),
        "fromModel": {
            str(t): support(fs.SelectFromModel(model, threshold=t), scaled, y)
            for t in (None, "mean", "median", "1.25*mean", "0.5 * median", 0.3)
        },
        "fromModelMost": support(fs.SelectFromModel(model, threshold=-np.inf, max_features=2), scaled, y),
        "fromModelNorm": {
            name: support(fs.SelectFromModel(model, norm_order=order), scaled, y)
            for name, order in (("2", 2), ("Infinity", np.inf))
        },
        "rfe": {"ranking": rfe.ranking_.tolist(), "score": rfe.score(scaled, y)},
        "rfeSteps": steps.ranking_.tolist(),
        "rfecv": cross_validated(model, scaled, y, step=1 if X.shape[1] < 20 else 0.2),
    }


def cross_validated(model, X, y, **options):
    selector = fs.RFECV(model, **options).fit(X, y)
    results = {name: np.asarray(values).tolist() for name, values in selector.cv_results_.items()}
    return {"ranking": selector.ranking_.tolist(), "results": results}


def amounts_of(bunch):
    X, y = bunch.data, bunch.target
    rfe = fs.RFE(LinearRegression(), n_features_to_select=4).fit(X, y)
    return {
        "fRegression": scored(fs.f_regression, X, y),
        "uncentred": scored(fs.f_regression, X, y, center=False),
        "continuous": [mi._compute_mi_cc(np.floor(X[:, j] * 1000), y, 3) for j in range(X.shape[1])],
        "continuousNoise": over_seeds(fs.mutual_info_regression, X, y),
        "discrete": [mi._compute_mi_cd(y, np.floor(X[:, j] * 20), 4) for j in range(X.shape[1])],
        "fromModel": support(fs.SelectFromModel(LinearRegression()), X, y),
        "rfe": {"ranking": rfe.ranking_.tolist(), "score": rfe.score(X, y)},
        "rfecv": cross_validated(LinearRegression(), X, y, step=2, scoring="neg_mean_absolute_error", min_features_to_select=3),
        "rfecvOwn": cross_validated(LinearRegression(), X, y, cv=3),
    }


def without_ties():
    """Noise changes nothing where no two values are equal, and so what scikit-learn gives can be met exactly."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 3))
    y = X[:, 0] + 0.3 * X[:, 1] ** 2 + 0.1 * rng.normal(size=200)
    labels = np.digitize(X[:, 0] + 0.5 * rng.normal(size=200), [-0.5, 0.7])
    return {
        "X": X.tolist(),
        "y": y.tolist(),
        "labels": labels.tolist(),
        "classif": {str(k): fs.mutual_info_classif(X, labels, n_neighbors=k, random_state=1).tolist() for k in (1, 3, 10)},
        "regression": {str(k): fs.mutual_info_regression(X, y, n_neighbors=k, random_state=1).tolist() for k in (1, 3, 10)},
    }


def edges():
    X = np.array([[0, 1, 3, 0.1, 2], [0, 1, 3, 0.1, 1], [0, 2, 1, 0.1, 5], [0, 2, 2, 0.1, 1], [0, 2, 4, 0.1, 4]])
    y = np.array([0, 0, 1, 1, 1])
    target = np.array([1.0, 2, 3, 4, 5])
    with np.errstate(all="ignore"):
        return {
            "X": X.tolist(),
            "fClassif": scored(fs.f_classif, X[:, [0, 1, 2, 4]], y),
            "chi2": scored(fs.chi2, X, y),
            "fRegression": scored(fs.f_regression, X[:, [0, 2]], target),
            "unforced": scored(fs.f_regression, X[:, [0, 2]], target, force_finite=False),
            "missing": clean(
                fs.VarianceThreshold().fit([[1, np.nan, 3], [np.nan, np.nan, 3], [4, np.nan, 3]]).variances_
            ),
        }


def ties():
    """Which of equal scores are kept, and that NaN is the least of all."""
    scores = np.array([2, np.nan, 5, 2, 5, 2, np.nan, 1])
    X = np.zeros((2, len(scores)))
    return {
        "scores": clean(scores),
        "kBest": [support(fs.SelectKBest(lambda X, y: scores, k=k), X, [0, 1]) for k in range(9)],
        "percentile": {
            str(p): support(fs.SelectPercentile(lambda X, y: scores, percentile=p), X, [0, 1])
            for p in (5, 12.5, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90, 99)
        },
    }


def survival():
    """Where SciPy itself is right to 1e-13, which for many degrees of freedom it is not."""
    chi = [
        [float(k * r), k]
        for k in (1, 2, 3, 4, 5, 9, 10, 30, 31, 100)
        for r in (1e-8, 1e-3, 0.1, 0.5, 0.9, 1, 1.1, 1.5, 2, 3, 5, 10, 13, 30, 100, 300, 1000, 1380)
    ]
    f = [
        [g, a, b]
        for a in (1, 2, 3, 9, 10)
        for b in (1, 2, 3, 5, 8, 30, 100, 147, 567)
        for g in (1e-8, 1e-3, 0.1, 0.5, 0.9, 0.999, 1, 1.001, 1.1, 1.5, 2, 3, 5, 10, 30, 100, 1e3, 2.67e13, 1e30, 1e100)
    ]
    chi = [[x, k, float(special.chdtrc(k, x))] for x, k in chi]
    f = [[x, a, b, float(special.fdtrc(a, b, x))] for x, a, b in f]
    return {
        "chiSquare": [row for row in chi if row[-1] > 1e-300],
        "f": [row for row in f if row[-1] > 1e-300],
        "digamma": [[float(n), float(special.digamma(n))] for n in (0.5, 1, 1.5, 2, 3, 7, 10, 11, 100, 12345, 1e9)],
    }


def make():
    return {
        "classification": {
            "iris": classes_of(datasets.load_iris()),
            "wine": classes_of(datasets.load_wine()),
            "breastCancer": classes_of(datasets.load_breast_cancer()),
        },
        "regression": amounts_of(datasets.load_diabetes()),
        "withoutTies": without_ties(),
        "edges": edges(),
        "ties": ties(),
        "survival": survival(),
    }
