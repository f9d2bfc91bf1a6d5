"""Scores of scikit-learn's isolation forest over five seeds, and its formula on one sample set."""

import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score


def correlated(rng, n=2000, d=10, share=0.02):
    mix = rng.normal(size=(d, d))
    X = rng.normal(size=(n, d)) @ mix
    y = rng.random(n) < share
    X[y] += rng.normal(size=(int(y.sum()), d)) * 8
    return np.round(X, 3), y


def make():
    rng = np.random.default_rng(11)
    X, y = correlated(rng, 600, 5, 0.04)
    runs = [IsolationForest(random_state=seed).fit(X) for seed in range(5)]
    scores = [model.score_samples(X) for model in runs]
    return {
        "X": X.tolist(),
        "outlier": y.tolist(),
        "meanScore": float(np.mean(scores)),
        "scores": np.mean(scores, axis=0).round(6).tolist(),
        "rocAuc": float(np.mean([roc_auc_score(y, -s) for s in scores])),
        "offset": float(
            np.mean([IsolationForest(contamination=0.05, random_state=s).fit(X).offset_ for s in range(5)])
        ),
    }
