"""Reference values of deviances, gains, losses and likelihood ratios on small random cases, and of silhouettes by other
metrics than the Euclidean one."""

import warnings

import numpy as np
from sklearn import metrics as m
from sklearn.metrics import pairwise_distances
from metrics_edges import clean, has_several

CASES = 30
POWERS = [-1.5, 0, 1, 1.3, 2, 2.5, 3]


def deviances(rng, at):
    n = int(rng.integers(2, 20))
    truth = rng.gamma(2, 10.0 ** rng.integers(-3, 4), n)
    guess = truth * rng.gamma(5, 0.2, n)
    zeros = truth * (rng.random(n) < 0.6)
    weight = [None, rng.random(n), rng.integers(0, 3, n) + np.eye(1, n)[0]][at % 3]
    w = {"sample_weight": weight}
    powers = {}
    for power in POWERS:
        y = zeros if power < 2 else truth
        powers[str(power)] = [
            m.mean_tweedie_deviance(y, guess, power=power, **w),
            clean(m.d2_tweedie_score(y, guess, power=power, **w)) if has_several(y, weight) else None,
        ]
    return {
        "truth": truth.tolist(),
        "zeros": zeros.tolist(),
        "guess": guess.tolist(),
        "weight": None if weight is None else weight.tolist(),
        "powers": powers,
        "poisson": m.mean_poisson_deviance(zeros, guess, **w),
        "gamma": m.mean_gamma_deviance(truth, guess, **w),
    }


def gains(rng, at):
    n, width = int(rng.integers(1, 6)), int(rng.integers(2, 9))
    gain = rng.integers(0, 4, (n, width)) * (rng.random((n, 1)) < 0.8)
    score = rng.integers(0, 4, (n, width)) if at % 2 else rng.random((n, width))
    k = [None, 1, 3, 20][at % 4]
    weight = None if at % 3 else rng.random(n)
    w = {"k": k, "sample_weight": weight}
    distinct = rng.random((n, width))
    return {
        "gain": gain.tolist(),
        "score": score.tolist(),
        "distinct": distinct.tolist(),
        "k": k,
        "weight": None if weight is None else weight.tolist(),
        "dcg": m.dcg_score(gain, score, **w),
        "dcgOfBase": m.dcg_score(gain, score, log_base=10, **w),
        "ndcg": m.ndcg_score(gain, score, **w),
        "ndcgWithoutTies": m.ndcg_score(gain, distinct, ignore_ties=True, **w),
    }


def labels(rng, at):
    n = int(rng.integers(1, 12))
    truth, predicted = (rng.random((2, n)) < rng.choice([0.1, 0.5, 0.9], (2, 1))).astype(int)
    weight = None if at % 3 else rng.random(n)
    w = {"sample_weight": weight}
    return {
        "truth": truth.tolist(),
        "predicted": predicted.tolist(),
        "weight": None if weight is None else weight.tolist(),
        "hamming": m.hamming_loss(truth, predicted, **w),
        "zeroOne": m.zero_one_loss(truth, predicted, **w),
        "wrong": m.zero_one_loss(truth, predicted, normalize=False, **w),
        "ratios": clean(m.class_likelihood_ratios(truth, predicted, labels=[0, 1], **w)),
        "replaced": clean(
            m.class_likelihood_ratios(
                truth, predicted, labels=[0, 1], replace_undefined_by={"LR+": np.inf, "LR-": 0.5}, **w
            )
        ),
    }


def silhouettes(rng):
    X = rng.normal(size=(25, 3))
    clusters = rng.integers(0, 3, 25)
    clusters[0] = 7
    angles = rng.uniform(-1.5, 1.5, (25, 2))
    values = {
        "manhattan": m.silhouette_samples(X, clusters, metric="manhattan"),
        "chebyshev": m.silhouette_samples(X, clusters, metric="chebyshev"),
        "cosine": m.silhouette_samples(X, clusters, metric="cosine"),
        "minkowski": m.silhouette_samples(X, clusters, metric="minkowski", p=3),
        "haversine": m.silhouette_samples(angles, clusters, metric="haversine"),
    }
    return {
        "X": X.tolist(),
        "angles": angles.tolist(),
        "clusters": clusters.tolist(),
        "distances": pairwise_distances(X, metric="manhattan").tolist(),
        "values": {name: each.tolist() for name, each in values.items()},
    }


def make():
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(12)
    return {
        "deviances": [deviances(rng, at) for at in range(CASES)],
        "gains": [gains(rng, at) for at in range(CASES)],
        "labels": [labels(rng, at) for at in range(CASES)],
        "silhouettes": silhouettes(rng),
    }
