"""Reference values of KBinsDiscretizer."""

import warnings

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.preprocessing import KBinsDiscretizer

DATA = {
    "iris": load_iris,
    "wine": load_wine,
    "breastCancer": load_breast_cancer,
    "diabetes": lambda: load_diabetes(scaled=False),  # scaled, its last bits are not those of the data set here
}
METHODS = {
    "invertedCdf": "inverted_cdf",
    "averagedInvertedCdf": "averaged_inverted_cdf",
    "closestObservation": "closest_observation",
    "interpolatedInvertedCdf": "interpolated_inverted_cdf",
    "hazen": "hazen",
    "weibull": "weibull",
    "linear": "linear",
    "medianUnbiased": "median_unbiased",
    "normalUnbiased": "normal_unbiased",
}


def edges(X, weights=None, n_bins=5, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return KBinsDiscretizer(n_bins, encode="ordinal", **options).fit(X, sample_weight=weights)


def make():
    fits = {}
    for name, load in DATA.items():
        X = load().data
        weights = np.arange(len(X)) % 4
        fits[name] = {}
        for strategy in ("uniform", "quantile", "kmeans"):
            fit = edges(X, strategy=strategy)
            # scikit-learn stops its k-means by the variance without weights; a weight is a repeated row here.
            repeated = strategy == "kmeans"
            weighted = (
                edges(np.repeat(X, weights, axis=0), strategy=strategy)
                if repeated
                else edges(X, weights, strategy=strategy)
            )
            fits[name][strategy] = {
                "edges": [e.tolist() for e in fit.bin_edges_],
                "weighted": [e.tolist() for e in weighted.bin_edges_],
                # Every 20th row is enough to see the sides that values on an edge fall to.
                "out": fit.transform(X)[::20].astype(int).tolist(),
            }
    X = load_iris().data
    mixed = KBinsDiscretizer([2, 3, 4, 6], encode="onehot-dense", quantile_method="linear").fit(X)
    return {
        "fits": fits,
        "methods": {
            name: [e.tolist() for e in edges(X[:47], n_bins=4, quantile_method=method).bin_edges_]
            for name, method in METHODS.items()
        },
        "weightedInvertedCdf": [
            e.tolist()
            for e in edges(X, np.arange(150) % 3, quantile_method="inverted_cdf").bin_edges_
        ],
        "mixed": {
            "names": mixed.get_feature_names_out().tolist(),
            "out": mixed.transform(X[::30]).astype(int).tolist(),
            "back": mixed.inverse_transform(mixed.transform(X[::30])).tolist(),
        },
    }
