"""Reference values of the imputers that have options of their own, of the indicator and of binarized labels."""

import warnings

import numpy as np
from sklearn.impute import KNNImputer, MissingIndicator, SimpleImputer
from sklearn.preprocessing import LabelBinarizer, MaxAbsScaler
from metrics_edges import clean


def neighbors(X, new, **options):
    imputer = KNNImputer(**options).fit(X)
    return {
        "out": clean(imputer.transform(X)),
        "new": clean(imputer.transform(new)),
        "names": imputer.get_feature_names_out().tolist(),
    }


def indicated(X, new, **options):
    indicator = MissingIndicator(**options).fit(X)
    return {
        "out": clean(indicator.transform(X)),
        "new": clean(indicator.transform(new)),
        "features": indicator.features_.tolist(),
        "names": indicator.get_feature_names_out().tolist(),
    }


def binarized(y, decisions, **options):
    binarizer = LabelBinarizer(**options).fit(y)
    return {
        "y": y,
        "decisions": decisions,
        "out": binarizer.transform(y).tolist(),
        "back": binarizer.inverse_transform(np.array(decisions)).tolist(),
    }


def make():
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(5)
    X = rng.normal(size=(30, 5)) * [1, 2, 0.5, 1, 1] + [0, 3, 0, 5, 0]
    X[rng.random(X.shape) < 0.2] = np.nan
    X[:, 3] = np.nan
    X[4] = np.nan
    X[:, 4] = rng.normal(size=30)
    new = rng.normal(size=(6, 5)) * [1, 2, 0.5, 1, 1] + [0, 3, 0, 5, 0]
    new[rng.random(new.shape) < 0.3] = np.nan
    new[0] = X[0]
    new[1] = np.nan
    marked = np.nan_to_num(X, nan=-1.0)
    marked_new = np.nan_to_num(new, nan=-1.0)
    simple = SimpleImputer(missing_values=-1, add_indicator=True).fit(marked)
    texts = np.array([["a", "?"], ["?", "x"], ["a", "y"], ["b", "x"]], dtype=object)
    scaler = MaxAbsScaler(clip=True).fit(X[:15])
    return {
        "X": clean(X),
        "new": clean(new),
        "neighbors": {
            "plain": neighbors(X, new),
            "two": neighbors(X, new, n_neighbors=2, weights="distance"),
            "all": neighbors(X, new, n_neighbors=100, weights="distance", keep_empty_features=True),
            "indicated": neighbors(X, new, n_neighbors=3, add_indicator=True),
        },
        "markedNeighbors": neighbors(marked, marked_new, missing_values=-1),
        "indicator": {
            "missingOnly": indicated(X, new, error_on_new=False),
            "all": indicated(X, new, features="all"),
        },
        "simple": {
            "out": clean(simple.transform(marked)),
            "new": clean(simple.transform(marked_new)),
            "back": clean(simple.inverse_transform(simple.transform(marked))),
        },
        "texts": SimpleImputer(missing_values="?", strategy="most_frequent").fit_transform(texts).tolist(),
        "clipped": clean(scaler.transform(X)),
        "labels": {
            "three": binarized(["b", "a", "c", "a"], [[1, 0, 0], [0.2, 0.5, 0.3], [0.4, 0.2, 0.4]], neg_label=-1, pos_label=2),
            "two": binarized(["no", "yes", "no"], [[0.5], [0.51], [0.1]]),
            "one": binarized([7, 7], [[0.0], [1.0]], neg_label=-2),
        },
    }
