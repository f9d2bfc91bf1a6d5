"""KMeans from given centres, and the quality of k-means++ and of mini-batches over ten seeds."""

import warnings
from pathlib import Path

import numpy as np
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.datasets import make_blobs

DATA = Path(__file__).parents[2] / "examples" / "data"


def iris():
    return np.loadtxt(DATA / "iris.csv", delimiter=",", skiprows=1, usecols=range(4))


def run(X, centers, **options):
    weight = options.pop("sample_weight", None)
    model = KMeans(len(centers), init=centers, n_init=1, **options).fit(X, sample_weight=weight)
    return {
        "options": options,
        "init": centers.tolist(),
        "sampleWeight": None if weight is None else weight.tolist(),
        "labels": model.labels_.tolist(),
        "centers": model.cluster_centers_.tolist(),
        "inertia": float(model.inertia_),
        "nIter": int(model.n_iter_),
        "score": float(model.score(X)),
        "transform": model.transform(X[:5]).tolist(),
    }


def given(rng):
    """Cases by name: the samples, and what comes out from which centres."""
    flowers = iris()
    blobs = make_blobs(300, 5, centers=7, cluster_std=3.0, random_state=1)[0].round(3)
    plane = make_blobs(200, 2, centers=4, cluster_std=2.0, random_state=2)[0].round(3)
    weight = rng.randint(1, 5, len(plane)).astype(float)
    line = rng.normal(size=(120, 1)).round(3)
    far = np.vstack([plane, [[60.0, 60.0]], [[-70.0, 40.0]]])
    # Three of five start where no sample is: their clusters are empty at once.
    empty = np.array([[0.0, 0.0], [500, 500], [-500, 500], [500, -500], [1.0, 1.0]])
    pick = lambda X, k: X[rng.choice(len(X), k, replace=False)]
    return {
        "iris": (flowers, [run(flowers, pick(flowers, 3)), run(flowers, pick(flowers, 8))]),
        "blobs": (
            blobs,
            [
                run(blobs, pick(blobs, 7)),
                run(blobs, pick(blobs, 20), tol=0),
                run(blobs, pick(blobs, 7), max_iter=2),
                run(blobs, pick(blobs, 7), algorithm="elkan", tol=0.01),
            ],
        ),
        "plane": (
            plane,
            [
                run(plane, pick(plane, 4)),
                run(plane, pick(plane, 6), sample_weight=weight, tol=0),
                run(plane, plane[:1]),
            ],
        ),
        "line": (line, [run(line, pick(line, 5))]),
        "far": (far, [run(far, empty, tol=0), run(far, empty, max_iter=1)]),
    }


def mean_inertia(model, X):
    inertias = [model.set_params(random_state=seed).fit(X).inertia_ for seed in range(10)]
    return {"mean": float(np.mean(inertias)), "std": float(np.std(inertias))}


def quality():
    """Over ten seeds each; make_blobs is not ours, so the samples are the data set itself."""
    flowers = iris()
    wines = np.loadtxt(DATA / "wine.csv", delimiter=",", skiprows=1, usecols=range(13))
    scaled = (wines - wines.mean(0)) / wines.std(0)
    cases = {"iris": (flowers, 8), "wine": (scaled, 10)}
    return {
        name: {
            "nClusters": k,
            "kMeans": mean_inertia(KMeans(k), X),
            "random": mean_inertia(KMeans(k, init="random", n_init=1), X),
            "miniBatch": mean_inertia(MiniBatchKMeans(k, batch_size=64), X),
        }
        for name, (X, k) in cases.items()
    }


def make():
    warnings.simplefilter("error")
    cases = given(np.random.RandomState(0))
    return {
        "cases": [
            {"name": name, "X": X.tolist(), "runs": runs} for name, (X, runs) in cases.items()
        ],
        "quality": quality(),
    }
