"""Labels of scikit-learn's DBSCAN for every metric, with ties, duplicates and weights."""


import numpy as np
from sklearn.cluster import DBSCAN
from sklearn.datasets import load_iris, load_wine, make_moons
from sklearn.preprocessing import StandardScaler


def labels(X, weight=None, **params):
    return DBSCAN(**params).fit(X, sample_weight=weight).labels_.tolist()


def make():
    rng = np.random.default_rng(2)
    moons = np.round(make_moons(300, noise=0.08, random_state=0)[0], 4)
    blobs = np.round(np.concatenate([rng.normal(c, 0.7, (40, 4)) for c in (0, 4, 9)] + [rng.uniform(-3, 12, (30, 4))]), 3)
    grid = np.array([[i, j] for i in range(8) for j in range(8) if (i * j) % 5 != 3], dtype=float)
    doubled = np.concatenate([grid[:20], grid[:20], grid[5:9]])
    weight = rng.integers(0, 4, len(moons)).astype(float)
    places = np.column_stack([rng.uniform(-1.5, 1.5, 120), rng.uniform(-3.1, 3.1, 120)]).round(4)
    distances = np.abs(blobs[:60, None, :] - blobs[None, :60, :]).sum(axis=2).round(3)
    iris = load_iris().data
    wine = StandardScaler().fit_transform(load_wine().data).round(6)
    cases = [
        ("moons", dict(eps=0.15, min_samples=5)),
        ("moons", dict(eps=0.15, min_samples=5, metric="manhattan")),
        ("moons", dict(eps=0.1, min_samples=4, metric="chebyshev")),
        ("moons", dict(eps=1e-6, min_samples=2)),
        ("moons", dict(eps=100, min_samples=2)),
        ("moons", dict(eps=0.05, min_samples=1)),
        ("blobs", dict(eps=1.4, min_samples=6)),
        ("blobs", dict(eps=1.2, min_samples=5, metric="minkowski", p=3)),
        ("blobs", dict(eps=1.5, min_samples=5, metric="minkowski", p=1.5)),
        ("blobs", dict(eps=0.05, min_samples=5, metric="cosine")),
        ("grid", dict(eps=1, min_samples=4)),
        ("grid", dict(eps=1, min_samples=5)),
        ("grid", dict(eps=2, min_samples=12, metric="manhattan")),
        ("doubled", dict(eps=1, min_samples=7)),
        ("places", dict(eps=0.35, min_samples=5, metric="haversine")),
        ("distances", dict(eps=4, min_samples=4, metric="precomputed")),
        ("iris", dict(eps=0.5, min_samples=5)),
        ("wine", dict(eps=2.2, min_samples=6)),
    ]
    data = dict(moons=moons, blobs=blobs, grid=grid, doubled=doubled, places=places, distances=distances, iris=iris, wine=wine)
    return {
        "data": {name: X.tolist() for name, X in data.items()},
        "cases": [
            {"data": name, "params": params, "labels": labels(data[name], **params)} for name, params in cases
        ],
        "weight": weight.tolist(),
        "weighted": labels(moons, weight, eps=0.12, min_samples=8),
    }
