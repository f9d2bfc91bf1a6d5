"""Models of scikit-learn, exported by python/export_sklearn.py, with what they say of some rows.

`npm run reference -- sklearn_models` writes them to test/fixtures/interop/sklearn. Any other version of scikit-learn
writes them by `python test/reference/sklearn_models.py FOLDER [NAMES]`; test/interop/sklearn/round-trip.slow.test.ts runs
that for each Python in INTEROP_PYTHON, and test/fixtures/interop/sklearn/1.2 keeps what version 1.2.2 writes in its own way:
random-forest-two, hist-categories, logistic-symmetric, svc-two-probability and svc-three-probability.
"""

import json
import platform
import sys
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.cluster import DBSCAN, KMeans, MiniBatchKMeans
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    IsolationForest,
    RandomForestClassifier,
    RandomForestRegressor,
    VotingClassifier,
    VotingRegressor,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Lasso, LinearRegression, LogisticRegression, Ridge, SGDClassifier, SGDRegressor
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    LabelEncoder,
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    RobustScaler,
    StandardScaler,
)
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "test" / "fixtures" / "interop" / "sklearn"
sys.path.insert(0, str(ROOT / "python"))

from export_sklearn import export  # noqa: E402

METHODS = ["predict", "predict_proba", "decision_function", "score_samples", "transform"]
VERSION = tuple(int(part) for part in sklearn.__version__.split(".")[:2])
N = 40  # rows to train on
FORESTS_TAKE_MISSING = VERSION >= (1, 4)


def samples(rng, rows=N, columns=4):
    return rng.normal(size=(rows, columns)) * [1, 2, 0.5, 10][:columns]


def edges(model, X):
    """Rows with values on the thresholds of the trees, one step beside them, and that no single precision holds."""
    trees = np.ravel(getattr(model, "estimators_", [model]))
    rows = [X[:3]]
    for tree in trees[:1]:
        inner = np.flatnonzero(tree.tree_.children_left >= 0)[:3]
        for node in inner:
            feature, threshold = tree.tree_.feature[node], tree.tree_.threshold[node]
            single = np.float32(threshold)
            above = np.nextafter(single, np.float32(np.inf))
            for value in [threshold, np.nextafter(threshold, np.inf), single, above, 0.1]:
                row = X[0].copy()
                row[feature] = value
                rows.append(row[None])
    return np.concatenate(rows)


def with_gaps(rng, X):
    gappy = X.copy()
    gappy[rng.random(X.shape) < 0.15] = np.nan
    return gappy


def cases():
    """Name, model, rows."""
    rng = np.random.default_rng(0)
    X = samples(rng)
    query = np.concatenate([X[:4], rng.normal(size=(5, 4)) * 3])
    number = X[:, 0] * 2 - X[:, 1] + rng.normal(size=N) * 0.1
    two = np.where(number > 0, "yes", "no")
    three = np.digitize(number, [-1.5, 1.5]) + 5
    flags = number > 0
    gappy = with_gaps(rng, X)

    yield "linear-regression", LinearRegression().fit(X, number), query
    yield "linear-regression-positive", LinearRegression(positive=True, fit_intercept=False).fit(X, number), query
    yield "ridge", Ridge(alpha=2.0).fit(X, number), query
    yield "lasso", Lasso(alpha=0.1).fit(X, number), query
    yield "logistic-two", LogisticRegression(C=0.5).fit(X, two), query
    yield "logistic-booleans", LogisticRegression().fit(X, flags), query
    yield "logistic-three", LogisticRegression(max_iter=500).fit(X, three), query
    if VERSION < (1, 7):
        yield "logistic-symmetric", LogisticRegression(multi_class="multinomial").fit(X, two), query
    yield "linear-svc-two", LinearSVC(C=0.1, fit_intercept=False, dual=False).fit(X, two), query
    yield "linear-svc-three", LinearSVC(C=0.1, dual=False).fit(X, three), query
    yield "linear-svr", LinearSVR(C=0.1, max_iter=100000, random_state=0).fit(X, number), query
    steps = dict(random_state=0, alpha=0.01)
    yield "sgd-two", SGDClassifier(penalty="l1", **steps).fit(X, two), query
    yield "sgd-three", SGDClassifier(loss="log_loss", average=True, **steps).fit(X, three), query
    yield "sgd-three-huber", SGDClassifier(loss="modified_huber", **steps).fit(X, three), query
    yield "sgd-numbers", SGDRegressor(eta0=1e-3, **steps).fit(X, number), query

    for kernel in ["linear", "poly", "rbf", "sigmoid"]:
        yield f"svc-two-{kernel}", SVC(kernel=kernel, coef0=0.5).fit(X, two), query
    yield "svc-three", SVC().fit(X, three), query
    yield "svc-three-pairs", SVC(decision_function_shape="ovo").fit(X, three), query
    yield "svc-three-ties", SVC(break_ties=True, gamma=0.3).fit(X, three), query
    if VERSION < (1, 9):
        yield "svc-three-probability", SVC(probability=True, random_state=0).fit(X, three), query
        yield "svc-two-probability", SVC(probability=True, random_state=0).fit(X, two), query
    yield "svc-precomputed", SVC(kernel="precomputed").fit(X @ X.T, two), query @ X.T
    yield "svr", SVR(C=2, epsilon=0.2).fit(X, number), query

    few = dict(random_state=0, max_depth=3)
    for name, model, y in [
        ("decision-tree-classifier", DecisionTreeClassifier(**few), three),
        ("decision-tree-regressor", DecisionTreeRegressor(**few), number),
        ("random-forest-two", RandomForestClassifier(3, **few), two),
        ("random-forest-three", RandomForestClassifier(2, class_weight="balanced", **few), three),
        ("random-forest-regressor", RandomForestRegressor(3, **few), number),
        ("extra-trees-classifier", ExtraTreesClassifier(3, **few), two),
        ("extra-trees-regressor", ExtraTreesRegressor(2, **few), number),
        ("gradient-boosting-two", GradientBoostingClassifier(n_estimators=4, random_state=0), two),
        ("gradient-boosting-exponential", GradientBoostingClassifier(loss="exponential", n_estimators=4, random_state=0), two),
        ("gradient-boosting-three", GradientBoostingClassifier(n_estimators=3, max_depth=2, random_state=0), three),
        ("gradient-boosting-zero", GradientBoostingClassifier(n_estimators=3, init="zero", random_state=0), two),
        ("gradient-boosting-regressor", GradientBoostingRegressor(n_estimators=4, random_state=0), number),
        ("gradient-boosting-quantile", GradientBoostingRegressor(loss="quantile", n_estimators=4, random_state=0), number),
    ]:
        model.fit(X, y)
        yield name, model, edges(model, X)
    if FORESTS_TAKE_MISSING:
        model = RandomForestClassifier(3, **few).fit(gappy, two)
        yield "random-forest-missing", model, np.concatenate([gappy[:9], edges(model, X)])
    unseen = RandomForestClassifier(3, **few).fit(X, two)
    if FORESTS_TAKE_MISSING:
        yield "random-forest-missing-unseen", unseen, gappy[:9]
    yield "isolation-forest", IsolationForest(n_estimators=4, random_state=0, max_samples=16).fit(X), query
    columns = IsolationForest(n_estimators=4, random_state=0, max_samples=32, max_features=2, contamination=0.1).fit(X)
    yield "isolation-forest-columns", columns, query

    hist = dict(max_iter=3, random_state=0, min_samples_leaf=8)
    yield "hist-two", HistGradientBoostingClassifier(**hist).fit(gappy, two), gappy[:9]
    yield "hist-three", HistGradientBoostingClassifier(**hist).fit(X, three), query
    yield "hist-regressor", HistGradientBoostingRegressor(**hist).fit(gappy, number), gappy[:9]
    poisson = HistGradientBoostingRegressor(loss="poisson", **hist).fit(X, np.exp(number / 4))
    yield "hist-poisson", poisson, query
    coded = gappy.copy()
    coded[:, 2] = rng.integers(0, 9, size=N) * 2 + 1
    coded[:4, 2] = np.nan
    with_categories = HistGradientBoostingClassifier(categorical_features=[2], **hist)
    with_categories.fit(coded, np.where(coded[:, 2] % 3 == 0, "a", two))
    asked = coded[:12].copy()
    asked[:6, 2] = [0, 2, 99, np.nan, 17, 7]
    yield "hist-categories", with_categories, asked

    yield "k-means", KMeans(3, n_init=1, random_state=0).fit(X), query
    yield "mini-batch-k-means", MiniBatchKMeans(3, n_init=1, random_state=0).fit(X), query
    yield "dbscan", DBSCAN(eps=1.5, min_samples=4).fit(X), None

    yield "standard-scaler", StandardScaler().fit(gappy), gappy[:8]
    yield "standard-scaler-mean", StandardScaler(with_std=False).fit(X), query
    yield "standard-scaler-neither", StandardScaler(with_mean=False, with_std=False).fit(X), query
    yield "min-max-scaler", MinMaxScaler((-1, 2), clip=True).fit(X), query
    yield "max-abs-scaler", MaxAbsScaler().fit(X), query
    yield "robust-scaler", RobustScaler(with_centering=False).fit(X), query
    yield "normalizer", Normalizer("l1").fit(X), query
    yield "polynomial-features", PolynomialFeatures((1, 3), include_bias=False).fit(X[:, :2]), query[:, :2]
    emptied = gappy.copy()
    emptied[:, 1] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield "simple-imputer", SimpleImputer(strategy="median", add_indicator=True).fit(emptied), gappy[:8]
    yield "simple-imputer-zero", SimpleImputer(missing_values=0, strategy="most_frequent").fit(np.round(X)), np.round(query)

    words = np.array([["red", 1], ["blue", 2], ["red", 3], ["green", 1], ["red", 2], ["blue", 1]] * 3, dtype=object)
    asked_words = np.array([["green", 1], ["violet", 3], ["red", 9]], dtype=object)
    yield "one-hot-encoder", OneHotEncoder(handle_unknown="ignore").fit(words), asked_words
    yield "one-hot-encoder-drop", OneHotEncoder(drop="first").fit(words), words[:6]
    rare = OneHotEncoder(min_frequency=5, handle_unknown="infrequent_if_exist").fit(words)
    yield "one-hot-encoder-rare", rare, asked_words
    yield "one-hot-encoder-missing", OneHotEncoder().fit(coded[:, 2:3]), coded[:8, 2:3]
    ordinal = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-2)
    yield "ordinal-encoder", ordinal.fit(coded[:, 2:3]), asked[:8, 2:3]
    yield "label-encoder", LabelEncoder().fit(two), two[:6]

    numbers = make_pipeline(SimpleImputer(add_indicator=True), StandardScaler(), LogisticRegression()).fit(gappy, two)
    yield "pipeline", numbers, gappy[:8]
    through = Pipeline([("same", FunctionTransformer()), ("none", "passthrough"), ("model", Ridge())])
    yield "pipeline-passthrough", through.fit(X, number), query
    parts = ColumnTransformer(
        [("scale", StandardScaler(), slice(1, 3)), ("out", "drop", [0]), ("squares", PolynomialFeatures(), [-1])],
        remainder="passthrough",
    )
    yield "column-transformer", parts.fit(X), query
    searched = GridSearchCV(make_pipeline(MinMaxScaler(), SVC()), {"svc__C": [0.1, 1]}, cv=2).fit(X, two)
    yield "grid-search", searched, query

    votes = [("a", LogisticRegression()), ("b", "drop"), ("c", RandomForestClassifier(3, **few))]
    yield "voting-soft", VotingClassifier(votes, voting="soft", weights=[1, 5, 2]).fit(X, two), query
    yield "voting-hard", VotingClassifier(votes + [("d", LinearSVC(dual=False))]).fit(X, three), query
    numbers = [("a", LinearRegression()), ("b", RandomForestRegressor(3, **few))]
    yield "voting-regressor", VotingRegressor(numbers, weights=[1, 3]).fit(X, number), query

    yield from cases_of_frames(rng)


def cases_of_frames(rng):
    """Models that know the names of their columns."""
    try:
        import pandas
    except ImportError:
        return
    columns = {
        "age": rng.integers(18, 80, size=N).astype(float),
        "income": rng.normal(50, 10, size=N),
        "city": rng.choice(["Bern", "Oslo", "Rome"], size=N).astype(object),
        "member": rng.choice(["no", "yes"], size=N).astype(object),
    }
    columns["age"][:5] = np.nan
    columns["city"][3:8] = np.nan
    X = pandas.DataFrame(columns)
    label = np.where(columns["income"] + 20 * (columns["member"] == "yes") > 60, "buys", "leaves")
    numbers = ["age", "income"]
    words = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore"))
    prepared = ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), numbers),
            ("words", words, ["city", "member"]),
        ]
    )
    model = make_pipeline(prepared, LogisticRegression()).fit(X, label)
    yield "churn", model, X[:8]
    forest = make_pipeline(prepared, RandomForestClassifier(3, max_depth=3, random_state=0)).fit(X, label)
    yield "churn-forest", forest, X[:8]
    yield "frame-model", LinearRegression().fit(X[["income"]], columns["income"] * 2), X[["income"]][:4]
    marked = make_pipeline(SimpleImputer(add_indicator=True), LinearRegression())
    yield "frame-indicator", marked.fit(X[numbers], columns["income"] * 2), X[numbers][:8]
    imputed = make_pipeline(SimpleImputer(), DecisionTreeClassifier(max_depth=3)).fit(X[numbers], label)
    yield "frame-imputer", imputed, X[numbers][:8]
    votes = VotingClassifier([("a", model), ("b", forest)], voting="soft").fit(X, label)
    yield "frame-voting", votes, X[:6]
    remaining = ColumnTransformer([("words", OrdinalEncoder(), ["member"])], remainder=MinMaxScaler())
    rest = X[["income", "member"]]
    yield "frame-remainder", remaining.fit(rest), rest[:6]
    if VERSION >= (1, 4):
        typed = X.assign(city=X["city"].astype("category"), member=X["member"].astype("category"))
        named = HistGradientBoostingClassifier(categorical_features=["city", "member"], max_iter=4, min_samples_leaf=4)
        yield "frame-hist", named.fit(typed, label), typed[:12]


def answers(model, rows):
    said = {}
    if isinstance(model, DBSCAN):
        return {"labels_": plain(model.labels_)}
    for method in METHODS:
        ask = getattr(model, method, None)
        if ask is None or (method == "transform" and isinstance(model, (VotingClassifier, VotingRegressor))):
            continue
        try:
            result = ask(rows)
        except (AttributeError, NotImplementedError):
            continue
        said[method] = plain(result.toarray() if hasattr(result, "toarray") else result)
    return said


def plain(values):
    """Lists without NaN, which JSON has none of."""
    if isinstance(values, (list, tuple, np.ndarray)):
        return [plain(value) for value in values]
    value = values.item() if isinstance(values, np.generic) else values
    return str(value) if isinstance(value, float) and not np.isfinite(value) else value


def rows_of(rows):
    """Rows of cells, or records by the names of the columns."""
    if rows is None:
        return None
    if hasattr(rows, "columns"):
        records = [
            {name: None if cell is None or cell != cell else cell for name, cell in zip(rows.columns, row)}
            for row in rows.to_numpy(dtype=object).tolist()
        ]
        return {"records": records}
    return {"rows": plain(rows)}


def make(folder=FIXTURES, names=None):
    folder.mkdir(parents=True, exist_ok=True)
    inputs, described = [], {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, model, rows in cases():
            if names and name not in names:
                continue
            export(model, folder / f"{name}.safetensors")
            asked = rows_of(rows)
            if asked not in inputs:
                inputs.append(asked)
            described[name] = {"input": inputs.index(asked), "answers": answers(model, rows)}
    versions = {"python": platform.python_version(), "scikit-learn": sklearn.__version__, "numpy": np.__version__}
    document = {"versions": versions, "inputs": inputs, "cases": described}
    (folder / "answers.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
    return {"models": list(described)}


if __name__ == "__main__":
    make(Path(sys.argv[1]), sys.argv[2:])
