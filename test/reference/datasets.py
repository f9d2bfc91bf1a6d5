"""What scikit-learn's bundled data sets hold: shapes, sums of columns, some rows."""

from sklearn import datasets


def describe(bunch):
    data, target = bunch.data, bunch.target
    picked = [0, 1, len(data) // 2, len(data) - 1]
    return {
        "shape": list(data.shape),
        "featureNames": [str(name) for name in bunch.feature_names],
        "targetNames": [str(name) for name in bunch.get("target_names", [])],
        "rows": {str(i): data[i].tolist() for i in picked},
        "sums": data.sum(axis=0).tolist(),
        "squares": (data**2).sum(axis=0).tolist(),
        "target": target.tolist(),
    }


def make():
    return {
        "iris": describe(datasets.load_iris()),
        "wine": describe(datasets.load_wine()),
        "breastCancer": describe(datasets.load_breast_cancer()),
        "diabetes": describe(datasets.load_diabetes()),
        "diabetesRaw": describe(datasets.load_diabetes(scaled=False)),
    }
