#!/usr/bin/env python3
"""Load a model of fitpredict (the bytes of `toScikitLearn`, or a file of `saveModel`) as scikit-learn estimators.

    from load_fitpredict import load
    model = load("model.safetensors")
    model.predict(X)

Linear models, SVMs, clusters, scalers and pipelines come back as scikit-learn's own classes with their fitted attributes.
Its trees round their input to single precision, its encoders and imputers tell None from NaN, and its ColumnTransformer
and votes cannot be set up without a fit: for those there are small classes here, in NumPy, with the same methods.
Predictions are equal; none of these models is meant to be fitted further.

The file is data: reading it runs nothing. Needs scikit-learn and numpy; pandas where columns have names.
"""

import json
import struct

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, OutlierMixin, RegressorMixin, TransformerMixin
from sklearn.cluster import DBSCAN, KMeans, MiniBatchKMeans
from sklearn.linear_model import LinearRegression, LogisticRegression, SGDClassifier, SGDRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import (
    LabelEncoder,
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    RobustScaler,
    StandardScaler,
)
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR

DTYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "I32": "<i4",
    "U32": "<u4",
    "I16": "<i2",
    "U16": "<u2",
    "I8": "i1",
    "U8": "u1",
}


def load(source):
    """The model of a file, by its path or its bytes."""
    if isinstance(source, (bytes, bytearray)):
        data = bytes(source)
    else:
        with open(source, "rb") as file:
            data = file.read()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    if "fitpredict" not in metadata:
        raise ValueError("This is no model of fitpredict. Write one with toScikitLearn, serialize or saveModel.")
    start = 8 + length
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = np.frombuffer(data[start + begin : start + end], dtype=DTYPES[entry["dtype"]])
        tensors[name] = values.reshape(entry["shape"]).copy()
    return Reader(tensors).estimator(json.loads(metadata["fitpredict"])["model"], "model")


class Reader:
    """Rebuilds estimators from their description."""

    def __init__(self, tensors):
        self.tensors = tensors

    def estimator(self, saved, where):
        kind = saved["type"]
        if kind not in LOADERS:
            raise ValueError(f"{where} is a {kind}, which has no counterpart here. These have: {', '.join(LOADERS)}.")
        if saved["state"] is None:
            raise ValueError(f"{where}: the {kind} is not fitted.")
        return LOADERS[kind](self, self.values(saved["state"]), self.values(saved["params"]), where)

    def values(self, json_value):
        """JSON with arrays in their places; estimators stay as they are saved."""
        if isinstance(json_value, list):
            return [self.values(value) for value in json_value]
        if not isinstance(json_value, dict):
            return json_value
        if set(json_value) == {"tensor"}:
            return self.tensors[json_value["tensor"]]
        if "$" in json_value:
            return self.values(json_value["value"]) if json_value["$"] == "number" else None
        if set(json_value) == {"type", "params", "state"}:
            return json_value
        return {key: self.values(value) for key, value in json_value.items()}


def number(value):
    """A number; what JSON cannot write stands there as text."""
    return float(value)


def fitted(model, names=None, **learned):
    """An estimator with attributes, as `fit` leaves it."""
    for name, value in learned.items():
        setattr(model, name, value)
    if names is not None:
        model.feature_names_in_ = np.array(names, dtype=object)
    return model


class Ready(BaseEstimator):
    """What is fitted from the start."""

    def __sklearn_is_fitted__(self):
        return True

    def fit(self, X=None, y=None):
        raise NotImplementedError(f"{type(self).__name__} was fitted elsewhere. Fit an estimator of scikit-learn instead.")


def as_numbers(X):
    return np.asarray(X, dtype=np.float64)


# Linear models


def linear_regression(reader, state, params, where):
    model = LinearRegression(fit_intercept=params["fitIntercept"], positive=params["positive"])
    return with_plane(model, state)


def linear_svr(reader, state, params, where):
    model = LinearSVR(epsilon=params["epsilon"], C=params["C"], fit_intercept=params["fitIntercept"])
    return with_plane(model, state)


def with_plane(model, state):
    return fitted(model, coef_=state["coef"], intercept_=number(state["intercept"]), n_features_in_=state["nFeatures"])


def linear_classes(make):
    def restore(reader, state, params, where):
        return fitted(
            make(fit_intercept=params["fitIntercept"]),
            classes_=np.array(state["classes"]),
            coef_=state["coef"],
            intercept_=state["intercept"],
            n_features_in_=state["nFeatures"],
            n_iter_=np.array([state["nIter"]]),
        )

    return restore


def snake_case(name):
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def sgd_classifier(reader, state, params, where):
    make = lambda **options: SGDClassifier(loss=snake_case(state["loss"]), **options)
    return fitted(linear_classes(make)(reader, state, params, where), n_iter_=state["nIter"], t_=float(state["nextStep"]))


def sgd_regressor(reader, state, params, where):
    model = SGDRegressor(loss=snake_case(params["loss"]), fit_intercept=params["fitIntercept"])
    plane = with_plane(model, state)
    return fitted(plane, intercept_=np.array([plane.intercept_]), n_iter_=state["nIter"], t_=float(state["nextStep"]))


# Support vector machines


def with_machine(model, state):
    """The attributes that prediction reads; scikit-learn's libsvm takes them as they are."""
    kernel = state["kernel"]
    count = len(state["support"])
    width = 0 if kernel["type"] == "precomputed" else state["nFeatures"]
    return fitted(
        model,
        _sparse=False,
        _gamma=number(kernel["gamma"]),
        support_=state["support"],
        support_vectors_=np.ascontiguousarray(state["supportVectors"].reshape(-1, width) if width else np.empty((0, 0))),
        shape_fit_=(max(count, state["nFeatures"]), state["nFeatures"]),
        n_features_in_=state["nFeatures"],
        fit_status_=0,
        _num_iter=np.ravel(state["nIter"]),
        n_iter_=state["nIter"],
    )


def kernel_params(state):
    kernel = state["kernel"]
    return {
        "kernel": kernel["type"],
        "gamma": number(kernel["gamma"]),
        "degree": kernel["degree"],
        "coef0": number(kernel["coef0"]),
    }


def svr(reader, state, params, where):
    model = with_machine(SVR(C=params_C(params), epsilon=params["epsilon"], **kernel_params(state)), state)
    dual = state["dualCoef"].reshape(1, -1)
    intercept = np.array([number(state["intercept"])])
    none = np.empty(0)
    return fitted(
        model,
        dual_coef_=dual,
        _dual_coef_=dual,
        intercept_=intercept,
        _intercept_=intercept,
        _probA=none,
        _probB=none,
        _n_support=np.array([dual.shape[1], dual.shape[1]], dtype=np.int32),
    )


def params_C(params):
    """No error at all, `Infinity` there, is a bound beyond all here."""
    return min(number(params["C"]), np.finfo(float).max)


def svc(reader, state, params, where):
    learned = state["probA"] is not None
    model = (SVCWithProbabilities if learned else SVC)(
        C=params_C(params),
        decision_function_shape=state["decisionFunctionShape"],
        break_ties=state["breakTies"],
        **kernel_params(state),
    )
    classes = np.array(state["classes"])
    dual = state["dualCoef"].reshape(len(classes) - 1, -1)
    intercept = state["intercept"]
    # The public arrays are those of the second class where there are two; what libsvm reads is of the first.
    sign = -1 if len(classes) == 2 else 1
    none = np.empty(0)
    with_machine(model, state)
    fitted(
        model,
        classes_=classes,
        class_weight_=np.ones(len(classes)),
        dual_coef_=sign * dual,
        _dual_coef_=dual,
        intercept_=sign * intercept,
        _intercept_=intercept,
        _n_support=state["nSupport"],
        _probA=state["probA"] if learned else none,
        _probB=state["probB"] if learned else none,
    )
    if learned:
        model.labels_by_ = state.get("labelsBy", "probabilities")
    return model


class SVCWithProbabilities(SVC):
    """An SVC whose probabilities are those of fitpredict, and its labels the most probable ones."""

    def _pair_decisions(self, X):
        shape, self.decision_function_shape = self.decision_function_shape, "ovo"
        try:
            return self.decision_function(X)
        finally:
            self.decision_function_shape = shape

    def predict_proba(self, X):
        decisions = self._pair_decisions(X)
        if len(self.classes_) == 2:
            first = sigmoid_pairs(-decisions[:, None], self._probA, self._probB)[:, 0]
            return np.stack([first, 1 - first], axis=1)
        return np.array([coupled(row) for row in sigmoid_pairs(decisions, self._probA, self._probB)])

    def predict_log_proba(self, X):
        return np.log(self.predict_proba(X))

    def predict(self, X):
        if self.labels_by_ == "votes":
            return super().predict(X)
        return self.classes_[np.argmax(self.predict_proba(X), axis=1)]


def sigmoid_pairs(decisions, A, B):
    """Probability of the first class of each pair."""
    u = A * decisions + B
    with np.errstate(over="ignore"):
        p = np.where(u >= 0, np.exp(-np.abs(u)) / (1 + np.exp(-np.abs(u))), 1 / (1 + np.exp(-np.abs(u))))
    return np.clip(p, 1e-7, 1 - 1e-7)


def coupled(pairs):
    """Probabilities of the classes from those of all pairs. Source: Wu, Lin and Weng, JMLR 5 (2004), Algorithm 2."""
    k = int((1 + np.sqrt(1 + 8 * len(pairs))) / 2)
    r = np.zeros((k, k))
    r[np.triu_indices(k, 1)] = pairs
    r.T[np.triu_indices(k, 1)] = 1 - pairs
    Q = -r.T * r
    Q[np.diag_indices(k)] = (r.T**2).sum(axis=1)
    p = np.full(k, 1 / k)
    for _ in range(max(100, k)):
        Qp = Q @ p
        pQp = p @ Qp
        if np.max(np.abs(Qp - pQp)) < 0.005 / k:
            break
        for s in range(k):
            change = (pQp - Qp[s]) / Q[s, s]
            p[s] += change
            pQp = (pQp + change * (change * Q[s, s] + 2 * Qp[s])) / (1 + change) ** 2
            Qp = (Qp + change * Q[:, s]) / (1 + change)
            p /= 1 + change
    return p


# Trees


class Trees:
    """Trees end to end; each question is asked in double precision."""

    def __init__(self, saved):
        if "kinds" in saved:
            saved = expanded(saved)
        self.n_values = saved["nValues"]
        self.nodes = saved["nodes"]
        self.entries = saved["categoryEntries"]
        for name in ["feature", "threshold", "left", "flags", "categories"]:
            setattr(self, name, saved[name])
        self.value = saved["value"].reshape(-1, self.n_values)

    def __len__(self):
        return len(self.nodes)

    def values(self, X):
        """For one tree after the other, the values of the leaf that each row reaches [rows, n_values]."""
        start = entry = 0
        for count, sets in zip(self.nodes, self.entries):
            yield self.value[start + self._leaves(X, start, entry)]
            start += count
            entry += sets

    def _leaves(self, X, start, entry):
        at = np.zeros(len(X), dtype=np.int64)
        rows = np.arange(len(X))
        while True:
            moving = rows[self.left[start + at] != 0]
            if len(moving) == 0:
                return at
            nodes = start + at[moving]
            x = X[moving, self.feature[nodes]]
            goes_left = x <= self.threshold[nodes]
            categorical = (self.flags[nodes] & 2) != 0
            for i in np.flatnonzero(categorical):
                goes_left[i] = self._in_set(x[i], entry + int(self.threshold[nodes[i]]))
            goes_left = np.where(np.isnan(x), (self.flags[nodes] & 1) != 0, goes_left)
            at[moving] = self.left[nodes] + np.where(goes_left, 0, 1)

    def _in_set(self, x, first):
        if not 0 <= x < 32 * int(self.categories[first]):
            return False
        word = int(self.categories[first + 1 + int(x) // 32])
        return bool((word >> (int(x) % 32)) & 1)


def expanded(saved):
    """The arrays of trees in compact form: columns and thresholds of splits alone, links by the order of the splits."""
    kinds = saved["kinds"]
    splits = kinds >= 128
    feature = np.zeros(len(kinds), dtype=np.int32)
    threshold = np.zeros(len(kinds))
    left = np.zeros(len(kinds), dtype=np.int32)
    feature[splits] = saved["feature"]
    threshold[splits] = saved["threshold"]
    start = 0
    for count in saved["nodes"]:
        waiting, following = [0], 1
        while waiting:
            node = waiting.pop()
            if splits[start + node]:
                left[start + node] = following
                waiting += [following, following + 1]
                following += 2
        start += count
    return {
        "nValues": saved["nValues"],
        "nodes": saved["nodes"],
        "categoryEntries": np.zeros(len(saved["nodes"]), dtype=np.int32),
        "feature": feature,
        "threshold": threshold,
        "left": left,
        "flags": kinds & 7,
        "categories": np.zeros(0, dtype=np.int32),
        "value": saved["value"],
    }


def mean_of_trees(trees, X):
    total = np.zeros((len(X), trees.n_values))
    for values in trees.values(as_numbers(X)):
        total += values
    return total / len(trees)


class ForestClassifier(ClassifierMixin, Ready):
    """The trees of RandomForestClassifier."""

    def __init__(self, trees=None, classes=None):
        self.trees = trees
        self.classes = classes
        self.classes_ = np.array(classes)

    def predict_proba(self, X):
        return mean_of_trees(self.trees, X)

    def predict(self, X):
        return self.classes_[np.argmax(self.predict_proba(X), axis=1)]


class ForestRegressor(RegressorMixin, Ready):
    """The trees of RandomForestRegressor."""

    def __init__(self, trees=None):
        self.trees = trees

    def predict(self, X):
        return mean_of_trees(self.trees, X)[:, 0]


class IsolationTrees(OutlierMixin, Ready):
    """The trees of IsolationForest."""

    def __init__(self, trees=None, max_samples=None, offset=None):
        self.trees = trees
        self.max_samples = max_samples
        self.offset = offset
        self.offset_ = offset

    def score_samples(self, X):
        n = self.max_samples
        longest = 0 if n <= 1 else 1 if n == 2 else 2 * (np.log(n - 1) + np.euler_gamma) - 2 * (n - 1) / n
        depth = mean_of_trees(self.trees, X)[:, 0]
        return np.full(len(depth), -0.5) if longest == 0 else -(2 ** (-depth / longest))

    def decision_function(self, X):
        return self.score_samples(X) - self.offset

    def predict(self, X):
        return np.where(self.score_samples(X) < self.offset, -1, 1)


class BoostedTrees(Ready):
    """The trees of gradient boosting, and what they start from."""

    def __init__(self, trees=None, start=None, parallel=1, single=False):
        self.trees = trees
        self.start = start
        self.parallel = parallel
        self.single = single

    def margins(self, X):
        # A model that XGBoost trained sums in single precision, tree by tree.
        sums = np.tile(np.asarray(self.start, dtype=np.float32 if self.single else np.float64), (len(X), 1))
        for t, values in enumerate(self.trees.values(as_numbers(X))):
            sums[:, t // self.parallel % len(self.start)] += values[:, 0].astype(sums.dtype)
        return sums.astype(np.float64)


class BoostedClassifier(ClassifierMixin, BoostedTrees):
    """The trees of GradientBoostingClassifier."""

    def __init__(self, trees=None, start=None, parallel=1, single=False, classes=None):
        super().__init__(trees, start, parallel, single)
        self.classes = classes
        self.classes_ = np.array(classes)

    def decision_function(self, X):
        margins = self.margins(X)
        return margins[:, 0] if margins.shape[1] == 1 else margins

    def predict_proba(self, X):
        margins = self.margins(X)
        if margins.shape[1] == 1:
            second = sigmoid(margins[:, 0])
            return np.stack([sigmoid(-margins[:, 0]), second], axis=1)
        shares = np.exp(margins - margins.max(axis=1, keepdims=True))
        return shares / shares.sum(axis=1, keepdims=True)

    def predict(self, X):
        return self.classes_[np.argmax(self.predict_proba(X), axis=1)]


class BoostedRegressor(RegressorMixin, BoostedTrees):
    """The trees of GradientBoostingRegressor."""

    def __init__(self, trees=None, start=None, parallel=1, single=False, link="identity"):
        super().__init__(trees, start, parallel, single)
        self.link = link

    def predict(self, X):
        margins = self.margins(X)[:, 0]
        return np.exp(margins) if self.link == "log" else sigmoid(margins) if self.link == "logistic" else margins


def sigmoid(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


def forest_classifier(reader, state, params, where):
    return ForestClassifier(Trees(state["trees"]), state["classes"])


def forest_regressor(reader, state, params, where):
    return ForestRegressor(Trees(state["trees"]))


def isolation_forest(reader, state, params, where):
    if state["planes"] is not None:
        raise ValueError(f"{where}: an extended isolation forest has no counterpart here.")
    return IsolationTrees(Trees(state["trees"]), state["maxSamples"], number(state["offset"]))


def boosted(make, **of_state):
    def restore(reader, state, params, where):
        single = state.get("arithmetic", "double") == "single"
        further = {name: state[key] for name, key in of_state.items()}
        return make(Trees(state["trees"]), state["start"], state["numParallelTree"], single, **further)

    return restore


# Clusters


def with_centers(model, state, shift):
    return fitted(
        model,
        cluster_centers_=np.ascontiguousarray(state["centers"] + shift),
        labels_=state["labels"],
        inertia_=number(state["inertia"]),
        n_iter_=state["nIter"],
        n_features_in_=state["nFeatures"],
        _n_features_out=len(state["centers"]),
        _n_threads=1,
    )


def k_means(reader, state, params, where):
    return with_centers(KMeans(len(state["centers"]), n_init=1), state, state["shift"])


def mini_batch_k_means(reader, state, params, where):
    model = with_centers(MiniBatchKMeans(len(state["centers"]), n_init=1), state, 0)
    return fitted(model, n_steps_=state["nSteps"], _counts=state["counts"])


def dbscan(reader, state, params, where):
    model = DBSCANWithPredict(
        eps=params["eps"], min_samples=params["minSamples"], metric=params["metric"], p=number(params["p"])
    )
    core = state["coreSampleIndices"]
    labels = state["labels"]
    return fitted(
        model,
        labels_=labels,
        core_labels_=labels[core] if state.get("coreLabels") is None else state["coreLabels"],
        core_sample_indices_=core,
        components_=state["components"],
        n_features_in_=state["nFeatures"],
    )


class DBSCANWithPredict(DBSCAN):
    """A DBSCAN with the `predict` of fitpredict: the cluster of the nearest core sample within eps, else -1."""

    def predict(self, X):
        from sklearn.metrics import pairwise_distances

        X = as_numbers(X)
        if len(self.components_) == 0:
            return np.full(len(X), -1)
        if self.metric == "precomputed":
            distances = X[:, self.core_sample_indices_]
        else:
            further = {"p": self.p} if self.metric == "minkowski" else {}
            distances = pairwise_distances(X, self.components_, metric=self.metric, **further)
        nearest = np.argmin(distances, axis=1)
        return np.where(distances[np.arange(len(X)), nearest] <= self.eps, self.core_labels_[nearest], -1)


# Preprocessing


def standard_scaler(reader, state, params, where):
    with_mean, with_std = state["withMean"], state["withStd"]
    return fitted(
        StandardScaler(with_mean=with_mean, with_std=with_std),
        state["names"],
        mean_=state["mean"],
        var_=state["variance"] if with_std else None,
        scale_=state["scale"] if with_std else None,
        n_samples_seen_=state["mass"],
        n_features_in_=state["nFeatures"],
    )


def min_max_scaler(reader, state, params, where):
    low, high = number(state["low"]), number(state["high"])
    lowest = np.where(np.isfinite(state["dataMin"]), state["dataMin"], np.nan)
    highest = np.where(np.isfinite(state["dataMax"]), state["dataMax"], np.nan)
    width = np.where(highest - lowest < 10 * np.finfo(float).eps, 1, highest - lowest)
    scale = (high - low) / width
    return fitted(
        MinMaxScaler((low, high), clip=state["clip"]),
        state["names"],
        data_min_=lowest,
        data_max_=highest,
        data_range_=highest - lowest,
        scale_=scale,
        min_=low - lowest * scale,
        n_samples_seen_=state["nSamplesSeen"],
        n_features_in_=state["nFeatures"],
    )


def max_abs_scaler(reader, state, params, where):
    clipped = {"clip": True} if state.get("clip") else {}
    largest = state["maxAbs"]
    return fitted(
        MaxAbsScaler(**clipped),
        state["names"],
        max_abs_=largest,
        scale_=np.where(largest < 10 * np.finfo(float).eps, 1, largest),
        n_samples_seen_=state["nSamplesSeen"],
        n_features_in_=state["nFeatures"],
    )


def robust_scaler(reader, state, params, where):
    centering, scaling = state["withCentering"], state["withScaling"]
    return fitted(
        RobustScaler(with_centering=centering, with_scaling=scaling),
        state["names"],
        center_=state["center"] if centering else None,
        scale_=state["scale"] if scaling else None,
        n_features_in_=state["nFeatures"],
    )


def normalizer(reader, state, params, where):
    return fitted(Normalizer(state["norm"]), state["names"], n_features_in_=state["nFeatures"])


def cells(X, columns):
    """Columns as object arrays: of a DataFrame by name, else by position."""
    if hasattr(X, "columns"):
        return [X[column["name"]].to_numpy(dtype=object) for column in columns]
    X = np.asarray(X, dtype=object)
    return [X[:, j] for j in range(len(columns))]


def is_missing(value):
    return value is None or value != value or type(value).__name__ in ("NAType", "NaTType")


class Products(TransformerMixin, Ready):
    """The products of PolynomialFeatures."""

    def __init__(self, products=None, names=None):
        self.products = products
        self.names = names

    def transform(self, X):
        X = as_numbers(X[self.names] if self.names is not None and hasattr(X, "columns") else X)
        return np.stack([np.prod(X[:, product], axis=1) for product in self.products], axis=1)


class Imputer(TransformerMixin, Ready):
    """The fillings of SimpleImputer; None and NaN are both missing. Of a DataFrame it gives a DataFrame."""

    def __init__(self, columns=None, marker=None, add_indicator=False):
        self.columns = columns
        self.marker = marker
        self.add_indicator = add_indicator

    def transform(self, X):
        kept, flags, names, flagged = [], [], [], []
        for column, values in zip(self.columns, cells(X, self.columns)):
            missing = np.array([is_missing(v) if self.marker is None else v == self.marker for v in values])
            if column["fill"] is not None:
                filled = values.copy()
                filled[missing] = column["fill"]
                kept.append(filled if column["type"] == "text" else filled.astype(np.float64))
                names.append(column["name"])
            if self.add_indicator and column["incomplete"]:
                flags.append(missing.astype(np.float64))
                flagged.append("missingindicator_" + column["name"])
        if not hasattr(X, "columns"):
            return np.stack(kept + flags, axis=1)
        import pandas

        return pandas.DataFrame(dict(zip(names + flagged, kept + flags)))


class OneHot(TransformerMixin, Ready):
    """The features of OneHotEncoder; None and NaN are both missing."""

    def __init__(self, columns=None, handle_unknown="error"):
        self.columns = columns
        self.handle_unknown = handle_unknown

    def transform(self, X):
        blocks = [self._block(column, values) for column, values in zip(self.columns, cells(X, self.columns))]
        return np.concatenate(blocks, axis=1)

    def _block(self, column, values):
        known = places(column)
        rare = column["infrequent"]
        frequent = [code for code in range(len(known)) if code not in rare]
        group = {code: k for k, code in enumerate(frequent)}
        group.update({code: len(frequent) for code in rare})
        width = len(frequent) + (1 if rare else 0)
        unknown = len(frequent) if rare and self.handle_unknown == "infrequentIfExist" else None
        block = np.zeros((len(values), width))
        for i, value in enumerate(values):
            code = known.get(None if is_missing(value) else value)
            if code is None and self.handle_unknown == "error":
                raise ValueError(f"{value!r} in column {column['name']!r} is no category of fit.")
            to = unknown if code is None else group[code]
            if to is not None:
                block[i, to] = 1
        return block if column["dropped"] is None else np.delete(block, column["dropped"], axis=1)


def places(column):
    """The position of each category; None stands for the missing one."""
    all_ = list(column["categories"])
    if column["missing"] is not False:
        all_.insert(len(all_) if column["missing"] is True else column["missing"], None)
    return {value: code for code, value in enumerate(all_)}


class Ordinal(TransformerMixin, Ready):
    """The codes of OrdinalEncoder; None and NaN are both missing."""

    def __init__(self, columns=None, handle_unknown="error", unknown=np.nan, missing=np.nan):
        self.columns = columns
        self.handle_unknown = handle_unknown
        self.unknown = unknown
        self.missing = missing

    def transform(self, X):
        coded = [self._codes(column, values) for column, values in zip(self.columns, cells(X, self.columns))]
        return np.stack(coded, axis=1)

    def _codes(self, column, values):
        known = places(column)
        by_frequency = self.handle_unknown == "useMostFrequent"
        unknown = column["mostFrequent"] if by_frequency else self.unknown
        codes = np.empty(len(values))
        for i, value in enumerate(values):
            if is_missing(value) and column["missing"] is not False:
                codes[i] = self.missing
            elif not is_missing(value) and value in known:
                codes[i] = known[value]
            elif self.handle_unknown == "error":
                raise ValueError(f"{value!r} in column {column['name']!r} is no category of fit.")
            else:
                codes[i] = unknown
        return codes


def polynomial_features(reader, state, params, where):
    return Products(state["products"], state["names"])


def simple_imputer(reader, state, params, where):
    return Imputer(state["columns"], state.get("marker"), state["addIndicator"])


def one_hot_encoder(reader, state, params, where):
    return OneHot(state["columns"], state["handleUnknown"])


def ordinal_encoder(reader, state, params, where):
    unknown, missing = number(state["unknownValue"]), number(state["encodedMissingValue"])
    return Ordinal(state["columns"], state["handleUnknown"], unknown, missing)


def label_encoder(reader, state, params, where):
    return fitted(LabelEncoder(), classes_=np.array(state["classes"]))


# What is made of other estimators


def pipeline(reader, state, params, where):
    steps = [
        (step["name"], reader.estimator(step["estimator"], f"{where}.{step['name']}")) for step in state["steps"]
    ]
    return Pipeline(steps)


class ColumnParts(TransformerMixin, Ready):
    """The parts of ColumnTransformer side by side."""

    def __init__(self, parts=None, names=None):
        self.parts = parts
        self.names = names

    def transform(self, X):
        blocks = []
        for transformer, columns in self.parts:
            if self.names is None:
                own = np.asarray(X)[:, columns]
            else:
                own = X[[self.names[j] for j in columns]]
            out = own if transformer is None else transformer.transform(own)
            blocks.append(as_numbers(out))
        return np.concatenate(blocks, axis=1)


def column_transformer(reader, state, params, where):
    parts = [
        (
            None if part["transformer"] is None else reader.estimator(part["transformer"], f"{where}.{part['name']}"),
            part["columns"],
        )
        for part in state["parts"]
    ]
    return ColumnParts(parts, [column["name"] for column in state["columns"]] if state["named"] else None)


class Voters(ClassifierMixin, Ready):
    """Classifiers that vote on the labels, or on their probabilities."""

    def __init__(self, members=None, shares=None, voting="hard", classes=None):
        self.members = members
        self.shares = shares
        self.voting = voting
        self.classes = classes
        self.classes_ = np.array(classes)

    def _counts(self, X):
        if self.voting == "soft":
            return sum(share * member.predict_proba(X) for share, member in zip(self.shares, self.members))
        labels = [np.asarray(member.predict(X)) for member in self.members]
        votes = [(own[:, None] == self.classes_[None, :]) * share for own, share in zip(labels, self.shares)]
        return sum(votes)

    def predict_proba(self, X):
        if self.voting == "hard":
            raise AttributeError("Hard votes are labels, and have no probabilities.")
        return self._counts(X)

    def predict(self, X):
        return self.classes_[np.argmax(self._counts(X), axis=1)]


class Averaged(RegressorMixin, Ready):
    """Regressors whose predictions are averaged."""

    def __init__(self, members=None, shares=None):
        self.members = members
        self.shares = shares

    def predict(self, X):
        return sum(share * member.predict(X) for share, member in zip(self.shares, self.members))


def members_of(reader, state, where):
    return [reader.estimator(member["estimator"], f"{where}.{member['name']}") for member in state["members"]]


def voting_classifier(reader, state, params, where):
    return Voters(members_of(reader, state, where), state["shares"], state["voting"], state["classes"])


def voting_regressor(reader, state, params, where):
    return Averaged(members_of(reader, state, where), state["shares"])


LOADERS = {
    "ColumnTransformer": column_transformer,
    "DBSCAN": dbscan,
    "GradientBoostingClassifier": boosted(BoostedClassifier, classes="classes"),
    "GradientBoostingRegressor": boosted(BoostedRegressor, link="link"),
    "IsolationForest": isolation_forest,
    "KMeans": k_means,
    "LabelEncoder": label_encoder,
    "LinearRegression": linear_regression,
    "LinearSVC": linear_classes(LinearSVC),
    "LinearSVR": linear_svr,
    "LogisticRegression": linear_classes(LogisticRegression),
    "MaxAbsScaler": max_abs_scaler,
    "MiniBatchKMeans": mini_batch_k_means,
    "MinMaxScaler": min_max_scaler,
    "Normalizer": normalizer,
    "OneHotEncoder": one_hot_encoder,
    "OrdinalEncoder": ordinal_encoder,
    "Pipeline": pipeline,
    "PolynomialFeatures": polynomial_features,
    "RandomForestClassifier": forest_classifier,
    "RandomForestRegressor": forest_regressor,
    "RobustScaler": robust_scaler,
    "SGDClassifier": sgd_classifier,
    "SGDRegressor": sgd_regressor,
    "SimpleImputer": simple_imputer,
    "StandardScaler": standard_scaler,
    "SVC": svc,
    "SVR": svr,
    "VotingClassifier": voting_classifier,
    "VotingRegressor": voting_regressor,
}
