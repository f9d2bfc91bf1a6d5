"""Reference values of the clustering metrics, with and without true classes."""

import numpy as np
from sklearn import metrics as m


def agreement(truth, predicted):
    averages = ["min", "geometric", "arithmetic", "max"]
    return {
        "truth": np.asarray(truth).tolist(),
        "predicted": np.asarray(predicted).tolist(),
        "contingency": m.cluster.contingency_matrix(truth, predicted).tolist(),
        "pairs": m.cluster.pair_confusion_matrix(truth, predicted).tolist(),
        "rand": float(m.rand_score(truth, predicted)),
        "adjustedRand": float(m.adjusted_rand_score(truth, predicted)),
        "fowlkesMallows": float(m.fowlkes_mallows_score(truth, predicted)),
        "mutualInfo": float(m.mutual_info_score(truth, predicted)),
        "normalized": [
            float(m.normalized_mutual_info_score(truth, predicted, average_method=a)) for a in averages
        ],
        "adjusted": [
            float(m.adjusted_mutual_info_score(truth, predicted, average_method=a)) for a in averages
        ],
        "homogeneity": float(m.homogeneity_score(truth, predicted)),
        "completeness": float(m.completeness_score(truth, predicted)),
        "vMeasure": float(m.v_measure_score(truth, predicted)),
        "vMeasureHalf": float(m.v_measure_score(truth, predicted, beta=0.5)),
    }


def structure(X, labels):
    return {
        "X": X.tolist(),
        "labels": labels.tolist(),
        "silhouettes": m.silhouette_samples(X, labels).tolist(),
        "silhouette": float(m.silhouette_score(X, labels)),
        "daviesBouldin": float(m.davies_bouldin_score(X, labels)),
        "calinskiHarabasz": float(m.calinski_harabasz_score(X, labels)),
    }


def make():
    rng = np.random.default_rng(5)
    truth = rng.integers(0, 5, 200)
    noisy = np.where(rng.random(200) < 0.7, truth, rng.integers(0, 7, 200))
    X = np.round(rng.normal(size=(60, 3)), 3)
    labels = rng.integers(0, 4, 60)
    X[labels == 1] += 3
    labels[0] = 9  # alone in its cluster
    return {
        "agreement": {
            "noisy": agreement(truth, noisy),
            "random": agreement(truth, rng.integers(0, 4, 200)),
            "equal": agreement([0, 0, 1, 2], [5, 5, 3, 1]),
            "one cluster": agreement([0, 0, 1, 2], [1, 1, 1, 1]),
            "one of each": agreement([3, 3, 3], [1, 1, 1]),
            "nearly all apart": agreement([0, 1, 2, 3, 3], [0, 0, 1, 1, 2]),
            "single": agreement([1], [2]),
        },
        "structure": structure(X, labels),
    }
