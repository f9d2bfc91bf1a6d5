"""What python/export_sklearn.py refuses, and what it says: prints, as JSON, the words by the name of the model."""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor, StackingRegressor
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "python"))

from export_sklearn import CannotExport, export  # noqa: E402


class Scaler(StandardScaler):
    """A class of one's own."""


def models():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(30, 3))
    y = X[:, 0]
    label = np.where(y > 0, "a", "b")
    both = np.array([[None], [np.nan], ["a"]], dtype=object)
    yield "unknown", make_pipeline(StandardScaler(), KNeighborsClassifier()).fit(X, label)
    yield "not of scikit-learn", Scaler().fit(X)
    yield "not fitted", make_pipeline(StandardScaler(), Ridge())
    yield "function", make_pipeline(FunctionTransformer(np.abs), Ridge()).fit(X, y)
    yield "kernel", SVC(kernel=lambda a, b: a @ b.T).fit(X, label)
    yield "several outputs", RandomForestRegressor(2).fit(X, X[:, :2])
    yield "several planes", LinearRegression().fit(X, X[:, :2])
    yield "weights", ColumnTransformer([("a", StandardScaler(), [0])], transformer_weights={"a": 2}).fit(X)
    yield "start", GradientBoostingRegressor(init=Ridge(), n_estimators=2).fit(X, y)
    yield "stack", StackingRegressor([("ridge", Ridge())]).fit(X, y)
    yield "two kinds of missing", OneHotEncoder().fit(both)
    yield "one class", DecisionTreeClassifier().fit(X, np.zeros(30, int))
    yield "large label", DecisionTreeClassifier().fit(X, (y > 0) + 2**60)


def words(model):
    try:
        export(model)
    except CannotExport as error:
        return str(error)
    return None


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        print(json.dumps({name: words(model) for name, model in models()}))
