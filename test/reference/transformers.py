"""Reference values of the scalers, the one-hot encoder and polynomial features."""

import numpy as np
from sklearn import preprocessing as p


def clean(rows):
    return [[None if np.isnan(v) else float(v) for v in row] for row in np.asarray(rows, dtype=float)]


def scaled(create, X, new):
    scaler = create().fit(X)
    return {
        "out": clean(scaler.transform(X)),
        "new": clean(scaler.transform(new)),
        "back": clean(scaler.inverse_transform(scaler.transform(X))),
    }


def one_hot(X, new, **options):
    encoder = p.OneHotEncoder(sparse_output=False, **options).fit(X)
    return {
        "X": X,
        "new": new,
        "out": encoder.transform(X).tolist(),
        "unseen": encoder.transform(new).tolist(),
        "names": encoder.get_feature_names_out().tolist(),
    }


def make():
    rng = np.random.default_rng(3)
    X = rng.normal(size=(30, 4)) * [1, 100, 1e-4, 0] + [0, 100, 3e-4, 7]
    X[rng.random(X.shape) < 0.1] = np.nan
    X[:, 3] = 7
    new = rng.normal(size=(5, 4)) * [3, 300, 1e-3, 1]
    whole = np.nan_to_num(X, nan=1.0)
    scalers = {
        "minMax": scaled(p.MinMaxScaler, X, new),
        "minMaxRange": scaled(lambda: p.MinMaxScaler(feature_range=(-2, 3), clip=True), X, new),
        "maxAbs": scaled(p.MaxAbsScaler, X, new),
        "robust": scaled(p.RobustScaler, X, new),
        "robustUnit": scaled(
            lambda: p.RobustScaler(quantile_range=(10, 80), unit_variance=True, with_centering=False), X, new
        ),
        "standard": scaled(p.StandardScaler, X, new),
    }
    partial = p.StandardScaler()
    for part in (X[:7], X[7:8], X[8:]):
        partial.partial_fit(part)
    scalers["standardInParts"] = {"out": clean(partial.transform(X))}
    weights = rng.integers(0, 4, len(X)) / 2
    weighted = p.StandardScaler()
    for part in (slice(0, 7), slice(7, 20), slice(20, 30)):
        weighted.partial_fit(X[part], sample_weight=weights[part])
    letters = ["a"] * 9 + ["b"] * 4 + ["c"] * 2 + ["d"] * 2 + ["e"]
    numbers = [int(v) for v in rng.integers(0, 3, len(letters))]
    cells = [[letter, number] for letter, number in zip(letters, numbers)]
    new_cells = [["a", 1], ["e", 2], ["z", 0]]
    known = [["a", 1], ["e", 2]]
    return {
        "X": clean(X),
        "new": clean(new),
        "scalers": scalers,
        "weighted": {"weights": weights.tolist(), "out": clean(weighted.transform(X))},
        "whole": clean(whole),
        "normalized": {norm: p.Normalizer(norm=norm).fit_transform(whole).tolist() for norm in ("l1", "l2", "max")},
        "oneHot": {
            "plain": one_hot(cells, known),
            "first": one_hot(cells, known, drop="first"),
            "ignore": one_hot(cells, new_cells, handle_unknown="ignore"),
            "least": one_hot(cells, new_cells, min_frequency=3, handle_unknown="infrequent_if_exist"),
            "share": one_hot(cells, new_cells, min_frequency=0.15, handle_unknown="ignore"),
            "most": one_hot(cells, new_cells, max_categories=3, handle_unknown="infrequent_if_exist"),
            "mostDropped": one_hot(
                cells, new_cells, max_categories=3, drop="first", handle_unknown="infrequent_if_exist"
            ),
            "one": one_hot(cells, new_cells, max_categories=1, handle_unknown="infrequent_if_exist"),
        },
        "polynomial": {
            name: {
                "out": p.PolynomialFeatures(**options).fit_transform(whole[:4]).tolist(),
                "names": p.PolynomialFeatures(**options).fit(whole).get_feature_names_out().tolist(),
            }
            for name, options in {
                "two": {"degree": 2},
                "three": {"degree": 3, "interaction_only": True},
                "range": {"degree": (2, 3), "include_bias": False},
                "rangeBias": {"degree": (2, 3)},
                "fromOne": {"degree": (1, 2), "interaction_only": True},
                "zero": {"degree": 0},
            }.items()
        },
    }
