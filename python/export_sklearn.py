#!/usr/bin/env python3
"""Write a fitted scikit-learn model or pipeline as data that fitpredict reads with `fromScikitLearn`.

    python export_sklearn.py model.joblib model.safetensors

or, where the model is at hand:

    from export_sklearn import export
    export(model, "model.safetensors")

The file is in the safetensors format: arrays, and a description in JSON. It holds no code, unlike a pickle, and
reading it can run none. Loading a .joblib does run what is in it, so convert files that you trust.

Needs scikit-learn (1.2 to 1.9 were tested), numpy and joblib. It writes what `fit` learned and computes nothing; what it
cannot carry it refuses by name, with the step that it stands in.
"""

import json
import struct
import sys

import numpy as np
import sklearn

FORMAT = 1


class CannotExport(ValueError):
    """What the file cannot carry, and where in the model it is."""


def export(model, path=None):
    """Write a fitted model to a file, or return the bytes where no path is given."""
    writer = Writer()
    described = writer.estimator(model, "model")
    description = {
        "format": FORMAT,
        "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
        "model": described,
    }
    data = encode(writer.tensors, {"scikit-learn": json.dumps(description, allow_nan=False)})
    if path is None:
        return data
    with open(path, "wb") as file:
        file.write(data)
    return None


def encode(tensors, metadata):
    """Safetensors: the length of a JSON header, the header, then the arrays, little-endian and aligned."""
    names = {"float64": "F64", "int32": "I32", "uint32": "U32", "uint8": "U8"}
    header = {"__metadata__": metadata}
    ordered = sorted(tensors.items(), key=lambda item: -item[1].itemsize)
    end = 0
    for name, array in ordered:
        dtype, shape = names[array.dtype.name], list(array.shape)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [end, end + array.nbytes]}
        end += array.nbytes
    text = json.dumps(header).encode("utf-8")
    text += b" " * (-len(text) % 8)
    arrays = [array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes() for _, array in ordered]
    return struct.pack("<Q", len(text)) + text + b"".join(arrays)


class Writer:
    """Describes estimators as JSON, and keeps their arrays apart."""

    def __init__(self):
        self.tensors = {}

    def array(self, where, values, dtype="float64"):
        """An array, as a reference to the tensor of that name."""
        given = np.asarray(values)
        if given.dtype.kind not in "biuf":
            raise CannotExport(f"{where} is of type {given.dtype}, but must hold numbers.")
        array = np.ascontiguousarray(given, dtype=dtype).reshape(given.shape)
        if not np.array_equal(array, given, equal_nan=given.dtype.kind == "f"):
            raise CannotExport(f"{where} holds numbers that {dtype} cannot hold.")
        self.tensors[where] = array
        return {"tensor": where}

    def estimator(self, estimator, where):
        """An estimator with what it learned, by the function of its class."""
        kind = type(estimator).__name__
        if not type(estimator).__module__.startswith("sklearn."):
            raise CannotExport(f"{where} is a {kind}, which is no class of scikit-learn and cannot be exported.")
        if kind == "FunctionTransformer":
            raise CannotExport(f"{where} is a FunctionTransformer with a function, which is code. Do this before the model.")
        if kind not in EXPORTERS:
            raise CannotExport(f"{where} is a {kind}, which cannot be exported. docs/formats.md names what can be.")
        record = {"type": kind, "params": simple_params(estimator)}
        names = getattr(estimator, "feature_names_in_", None)
        if names is not None:
            record["feature_names_in_"] = [str(name) for name in names]
        try:
            record.update(EXPORTERS[kind](self, estimator, where))
        except AttributeError as error:
            raise CannotExport(f"{where}: {kind} is not fitted, or lacks what was expected: {error}.") from error
        return record


def simple_params(estimator):
    """Options that are plain values; estimators, functions and arrays among them are left out."""
    params = {}
    for name, value in estimator.get_params(deep=False).items():
        value = value.item() if isinstance(value, np.generic) else value
        if isinstance(value, tuple):
            value = list(value)
        items = value if isinstance(value, list) else [value]
        if all(item is None or isinstance(item, (bool, int, float, str)) for item in items):
            marked = [number_mark(item) for item in items]
            params[name] = marked if isinstance(value, list) else marked[0]
    return params


def number_mark(value):
    """JSON has no NaN and no infinities."""
    if isinstance(value, float) and not np.isfinite(value):
        return {"number": "NaN" if np.isnan(value) else "Infinity" if value > 0 else "-Infinity"}
    return value


def plain(value, where):
    """A value of Python for a value of numpy."""
    value = value.item() if isinstance(value, np.generic) else value
    if not isinstance(value, (bool, int, float, str)):
        raise CannotExport(f"{where} is {value!r}: only text, numbers and booleans can be exported.")
    if isinstance(value, int) and abs(value) > 2**53:
        raise CannotExport(f"{where} is {value}, which JavaScript's numbers cannot hold. Use text.")
    if isinstance(value, float) and np.isinf(value):
        raise CannotExport(f"{where} is infinite.")
    return value


def classes_of(model, where):
    """The labels of a classifier."""
    found = labels(model.classes_, f"{where}.classes_")
    if len(found) < 2:
        raise CannotExport(f"{where} has seen one class only, {found[0]!r}, and says it always. Fit on two classes.")
    return found


def labels(classes, where):
    """Class labels with their types."""
    if isinstance(classes, list):
        raise CannotExport(f"{where}: models with several outputs cannot be exported.")
    values = [plain(value, where) for value in classes]
    if len({type(value) for value in values}) > 1:
        raise CannotExport(f"{where} mixes labels of different types.")
    return values


def is_missing(value):
    return value is None or value != value or type(value).__name__ in ("NAType", "NaTType")


def categories(values, where):
    """The values of a column in their order, and where a missing one stands among them."""
    missing = [i for i, value in enumerate(values) if is_missing(value)]
    if len(missing) > 1:
        raise CannotExport(f"{where} has both None and NaN for a missing value. Use one of them.")
    known = [plain(value, where) for value in values if not is_missing(value)]
    if len({"number" if type(value) in (int, float) else type(value) for value in known}) > 1:
        raise CannotExport(f"{where} mixes values of different types.")
    return {"values": known, "missing": missing[0] if missing else None}


def dense(values, where):
    if hasattr(values, "toarray"):
        raise CannotExport(f"{where} is sparse. Fit on a dense matrix.")
    return values


def single_output(estimator, where):
    if getattr(estimator, "n_outputs_", 1) != 1:
        raise CannotExport(f"{where}: models with several outputs cannot be exported.")


# Linear models


def linear_regression(writer, model, where):
    coef = np.asarray(dense(model.coef_, f"{where}.coef_"))
    if coef.ndim > 1 and coef.shape[0] != 1:
        raise CannotExport(f"{where}: models with several outputs cannot be exported.")
    return {
        "coef_": writer.array(f"{where}.coef_", coef.ravel()),
        "intercept_": float(np.ravel(model.intercept_)[0]),
    }


def linear_classes(writer, model, where):
    coef = np.asarray(dense(model.coef_, f"{where}.coef_"))
    # Without an intercept it is one 0, however many rows there are.
    intercept = np.broadcast_to(np.ravel(model.intercept_), (coef.shape[0],))
    return {
        "classes_": classes_of(model, where),
        "coef_": writer.array(f"{where}.coef_", coef),
        "intercept_": writer.array(f"{where}.intercept_", intercept),
    }


def descent(of):
    def export_it(writer, model, where):
        # The number of the next step, from which partial_fit goes on.
        return {**of(writer, model, where), "t_": int(model.t_), "n_iter_": int(model.n_iter_)}

    return export_it


def logistic_regression(writer, model, where):
    rule = getattr(model, "multi_class", "auto")
    if rule in ("warn", "deprecated"):
        rule = "auto"
    if len(model.classes_) > 2 and (rule == "ovr" or (rule == "auto" and model.solver == "liblinear")):
        raise CannotExport(
            f"{where}: {type(model).__name__} of one class against the rest has probabilities of its own kind, which "
            "cannot be exported. Fit with another solver than 'liblinear', and without multi_class='ovr'."
        )
    # Of two classes, a softmax of -z and z where that was asked for; else the logistic function of z.
    symmetric = rule == "multinomial" and len(model.classes_) == 2
    return {**linear_classes(writer, model, where), "symmetric": symmetric}


# Support vector machines


def support_machine(writer, model, where):
    if not isinstance(model.kernel, str):
        raise CannotExport(f"{where}.kernel is a function, which is code. Use a kernel that has a name.")
    vectors = dense(model.support_vectors_, f"{where}.support_vectors_")
    return {
        "n_features_in_": model.n_features_in_,
        "kernel": model.kernel,
        "gamma": float(model._gamma),
        "degree": int(model.degree),
        "coef0": float(model.coef0),
        "support_": writer.array(f"{where}.support_", model.support_, "int32"),
        "support_vectors_": writer.array(f"{where}.support_vectors_", vectors),
        "dual_coef_": writer.array(f"{where}.dual_coef_", dense(model.dual_coef_, f"{where}.dual_coef_")),
        "intercept_": writer.array(f"{where}.intercept_", model.intercept_),
        "n_iter_": writer.array(f"{where}.n_iter_", np.ravel(model.n_iter_), "int32"),
        "converged": int(model.fit_status_) == 0,
    }


def svc(writer, model, where):
    record = {
        **support_machine(writer, model, where),
        "classes_": classes_of(model, where),
        "n_support_": writer.array(f"{where}.n_support_", model.n_support_, "int32"),
        "decision_function_shape": model.decision_function_shape,
        "break_ties": bool(model.break_ties),
    }
    if model.probability is True:
        record["probA_"] = writer.array(f"{where}.probA_", model.probA_)
        record["probB_"] = writer.array(f"{where}.probB_", model.probB_)
    return record


# Trees


def tree_arrays(writer, trees, where):
    """The nodes of all trees end to end."""
    parts = [estimator.tree_ for estimator in trees]
    for tree in parts:
        if tree.n_outputs != 1:
            raise CannotExport(f"{where}: models with several outputs cannot be exported.")

    def joined(name, dtype):
        return writer.array(f"{where}.{name}", np.concatenate([getattr(tree, name) for tree in parts]), dtype)

    missing = [getattr(tree, "missing_go_to_left", np.zeros(tree.node_count)) for tree in parts]
    values = np.concatenate([tree.value[:, 0, :] for tree in parts])
    return {
        "node_count": writer.array(f"{where}.node_count", [tree.node_count for tree in parts], "int32"),
        "children_left": joined("children_left", "int32"),
        "children_right": joined("children_right", "int32"),
        "feature": joined("feature", "int32"),
        "threshold": joined("threshold", "float64"),
        "missing_go_to_left": writer.array(f"{where}.missing_go_to_left", np.concatenate(missing) != 0, "uint8"),
        "value": writer.array(f"{where}.value", values),
        "n_node_samples": joined("n_node_samples", "int32"),
        "weighted_n_node_samples": joined("weighted_n_node_samples", "float64"),
        "impurity": joined("impurity", "float64"),
    }


def forest(writer, model, where):
    single_output(model, where)
    trees = getattr(model, "estimators_", [model])
    record = {"n_features_in_": model.n_features_in_, "trees": tree_arrays(writer, trees, f"{where}.trees")}
    if hasattr(model, "classes_"):
        record["classes_"] = classes_of(model, where)
    return record


def isolation_forest(writer, model, where):
    columns = np.stack(model.estimators_features_)
    return {
        "n_features_in_": model.n_features_in_,
        "trees": tree_arrays(writer, model.estimators_, f"{where}.trees"),
        "estimators_features_": writer.array(f"{where}.estimators_features_", columns, "int32"),
        "max_samples_": int(model.max_samples_),
        "offset_": float(model.offset_),
    }


def gradient_boosting(writer, model, where):
    initial = type(getattr(model, "init_", None)).__name__
    if initial not in ("DummyClassifier", "DummyRegressor", "str"):
        raise CannotExport(f"{where}.init is a {initial}, which cannot be exported. Leave it out, or pass 'zero'.")
    if model.loss not in LOSSES:
        raise CannotExport(f"{where}: the loss {model.loss!r} cannot be exported. These can: {', '.join(LOSSES)}.")
    start = model._raw_predict_init(np.zeros((1, model.n_features_in_)))
    record = {
        "n_features_in_": model.n_features_in_,
        "loss": model.loss,
        "learning_rate": float(model.learning_rate),
        "start": writer.array(f"{where}.start", np.ravel(start)),
        "trees": tree_arrays(writer, model.estimators_.ravel(), f"{where}.trees"),
    }
    if hasattr(model, "classes_"):
        record["classes_"] = classes_of(model, where)
    return record


LOSSES = ("log_loss", "deviance", "exponential", "squared_error", "absolute_error", "huber", "quantile")


def hist_gradient_boosting(writer, model, where):
    parts = [predictor for round_ in model._predictors for predictor in round_]

    def joined(name, dtype):
        return writer.array(f"{where}.{name}", np.concatenate([part.nodes[name] for part in parts]), dtype)

    bitsets = np.concatenate([part.raw_left_cat_bitsets.reshape(-1, 8) for part in parts])
    known, place = model._bin_mapper.make_known_categories_bitsets()
    record = {
        "n_features_in_": model.n_features_in_,
        "loss": model.loss,
        "link": type(model._loss.link).__name__,
        "start": writer.array(f"{where}.start", np.ravel(model._baseline_prediction)),
        "nodes": writer.array(f"{where}.nodes", [len(part.nodes) for part in parts], "int32"),
        "bitsets": writer.array(f"{where}.bitsets", [len(part.raw_left_cat_bitsets) for part in parts], "int32"),
        "feature_idx": joined("feature_idx", "int32"),
        "num_threshold": joined("num_threshold", "float64"),
        "missing_go_to_left": joined("missing_go_to_left", "uint8"),
        "left": joined("left", "int32"),
        "right": joined("right", "int32"),
        "is_leaf": joined("is_leaf", "uint8"),
        "value": joined("value", "float64"),
        "gain": writer.array(
            f"{where}.gain", np.concatenate([np.where(part.nodes["is_leaf"], 0, part.nodes["gain"]) for part in parts])
        ),
        "count": joined("count", "int32"),
        "is_categorical": joined("is_categorical", "uint8"),
        "bitset_idx": joined("bitset_idx", "int32"),
        "raw_left_cat_bitsets": writer.array(f"{where}.raw_left_cat_bitsets", bitsets, "uint32"),
        "known_categories": writer.array(f"{where}.known_categories", np.reshape(known, (-1, 8)), "uint32"),
        "known_of_feature": writer.array(f"{where}.known_of_feature", place, "int32"),
    }
    if hasattr(model, "classes_"):
        record["classes_"] = classes_of(model, where)
    preprocessor = getattr(model, "_preprocessor", None)
    if preprocessor is not None:
        # It moves the columns of categories to the front and numbers their values; the trees ask about its output.
        mask = np.asarray(model.is_categorical_)
        encoder = preprocessor.named_transformers_["encoder"]
        record["categorical"] = writer.array(f"{where}.categorical", np.flatnonzero(mask), "int32")
        record["encoder"] = writer.estimator(encoder, f"{where}.encoder")
    return record


# Clusters


def k_means(writer, model, where):
    return {
        "cluster_centers_": writer.array(f"{where}.cluster_centers_", model.cluster_centers_),
        "labels_": writer.array(f"{where}.labels_", model.labels_, "int32") if hasattr(model, "labels_") else None,
        "inertia_": float(getattr(model, "inertia_", 0)),
        "n_iter_": int(model.n_iter_),
    }


def mini_batch_k_means(writer, model, where):
    counts = model._counts if hasattr(model, "_counts") else np.zeros(len(model.cluster_centers_))
    return {
        **k_means(writer, model, where),
        "n_steps_": int(model.n_steps_),
        "counts": writer.array(f"{where}.counts", counts),
    }


def dbscan(writer, model, where):
    if not isinstance(model.metric, str) or model.metric_params:
        raise CannotExport(f"{where}: a metric that is a function or has metric_params cannot be exported.")
    return {
        "n_features_in_": model.n_features_in_,
        "labels_": writer.array(f"{where}.labels_", model.labels_, "int32"),
        "core_sample_indices_": writer.array(f"{where}.core_sample_indices_", model.core_sample_indices_, "int32"),
        "components_": writer.array(f"{where}.components_", dense(model.components_, f"{where}.components_")),
    }


# Preprocessing


def optional(writer, where, values):
    return None if values is None else writer.array(where, values)


def standard_scaler(writer, model, where):
    seen = np.broadcast_to(model.n_samples_seen_, (model.n_features_in_,))
    return {
        "n_features_in_": model.n_features_in_,
        "mean_": optional(writer, f"{where}.mean_", model.mean_),
        "var_": optional(writer, f"{where}.var_", model.var_),
        "scale_": optional(writer, f"{where}.scale_", model.scale_),
        "n_samples_seen_": writer.array(f"{where}.n_samples_seen_", seen),
    }


def min_max_scaler(writer, model, where):
    return {
        "data_min_": writer.array(f"{where}.data_min_", model.data_min_),
        "data_max_": writer.array(f"{where}.data_max_", model.data_max_),
        "n_samples_seen_": int(model.n_samples_seen_),
    }


def max_abs_scaler(writer, model, where):
    return {
        "max_abs_": writer.array(f"{where}.max_abs_", model.max_abs_),
        "n_samples_seen_": int(model.n_samples_seen_),
    }


def robust_scaler(writer, model, where):
    return {
        "n_features_in_": model.n_features_in_,
        "center_": optional(writer, f"{where}.center_", model.center_),
        "scale_": optional(writer, f"{where}.scale_", model.scale_),
    }


def normalizer(writer, model, where):
    return {"n_features_in_": model.n_features_in_}


def simple_imputer(writer, model, where):
    if callable(model.strategy):
        raise CannotExport(f"{where}.strategy is a function, which is code. Use a strategy that has a name.")
    statistics = [
        None if is_missing(value) else plain(value, f"{where}.statistics_") for value in model.statistics_
    ]
    marker = model.missing_values
    return {
        "n_features_in_": model.n_features_in_,
        "statistics_": statistics,
        "missing_values": None if is_missing(marker) else plain(marker, f"{where}.missing_values"),
        "indicated": None
        if model.indicator_ is None
        else writer.array(f"{where}.indicated", model.indicator_.features_, "int32"),
    }


def known_categories(model, where):
    return [categories(values, f"{where}.categories_[{j}]") for j, values in enumerate(model.categories_)]


def one_hot_encoder(writer, model, where):
    drop = model.drop_idx_ if model.drop_idx_ is not None else [None] * len(model.categories_)
    rare = getattr(model, "infrequent_categories_", [None] * len(model.categories_))
    return {
        "categories_": known_categories(model, where),
        "drop_idx_": [None if at is None else int(at) for at in drop],
        "infrequent": [
            [] if few is None else positions_of(few, all_) for few, all_ in zip(rare, model.categories_)
        ],
    }


def positions_of(few, all_):
    """Where some categories stand among all of a column."""
    known = [value for value in few if not is_missing(value)]
    with_missing = len(known) < len(few)
    return [i for i, value in enumerate(all_) if (with_missing if is_missing(value) else value in known)]


def ordinal_encoder(writer, model, where):
    if any(few is not None for few in getattr(model, "infrequent_categories_", [])):
        raise CannotExport(f"{where}: infrequent categories of OrdinalEncoder cannot be exported. Drop min_frequency.")
    return {"categories_": known_categories(model, where)}


def label_encoder(writer, model, where):
    return {"classes_": labels(model.classes_, f"{where}.classes_")}


def polynomial_features(writer, model, where):
    return {"powers_": writer.array(f"{where}.powers_", model.powers_, "int32")}


# What is made of other estimators


def pipeline(writer, model, where):
    steps = []
    for name, step in model.steps:
        if step is None or step == "passthrough" or lets_through(step):
            continue
        steps.append({"name": name, "estimator": writer.estimator(step, f"{where}.{name}")})
    return {"steps": steps}


def lets_through(step):
    return type(step).__name__ == "FunctionTransformer" and step.func is None


def column_transformer(writer, model, where):
    if model.transformer_weights:
        raise CannotExport(f"{where}.transformer_weights cannot be exported. Scale the outputs in the parts.")
    names = getattr(model, "feature_names_in_", None)
    parts = []
    for name, part, columns in model.transformers_:
        chosen = column_positions(columns, model.n_features_in_, names)
        if len(chosen) == 0 or (isinstance(part, str) and part == "drop"):
            continue
        through = isinstance(part, str) or lets_through(part)
        described = None if through else writer.estimator(part, f"{where}.{name}")
        parts.append({"name": name, "estimator": described, "columns": chosen})
    return {"n_features_in_": model.n_features_in_, "parts": parts}


def column_positions(columns, count, names):
    """Columns as they may be named (text, positions, a slice of either, a mask) as positions from 0."""

    def position(column):
        if isinstance(column, str):
            return int(np.flatnonzero(np.asarray(names) == column)[0])
        return int(column) % count

    if isinstance(columns, slice):
        named = isinstance(columns.start, str) or isinstance(columns.stop, str)
        if not named:
            return list(range(count))[columns]
        first = 0 if columns.start is None else position(columns.start)
        last = count - 1 if columns.stop is None else position(columns.stop)
        return list(range(first, last + 1))[:: columns.step]
    if np.isscalar(columns):
        return [position(columns)]
    chosen = np.asarray(columns)
    if chosen.dtype == bool:
        return [int(j) for j in np.flatnonzero(chosen)]
    return [position(column) for column in list(columns)]


def voting(writer, model, where):
    used = [(name, k) for k, (name, given) in enumerate(model.estimators) if not isinstance(given, str)]
    members = [
        {"name": name, "estimator": writer.estimator(fitted, f"{where}.{name}")}
        for (name, _), fitted in zip(used, model.estimators_)
    ]
    weights = np.ones(len(used)) if model.weights is None else [model.weights[k] for _, k in used]
    record = {"members": members, "weights": writer.array(f"{where}.weights", weights)}
    if hasattr(model, "classes_"):
        record["classes_"] = classes_of(model, where)
    return record


def searched(writer, model, where):
    """A search is what it found best."""
    return {"best_estimator_": writer.estimator(model.best_estimator_, f"{where}.best_estimator_")}


EXPORTERS = {
    **dict.fromkeys(
        ["LinearRegression", "Ridge", "RidgeCV", "Lasso", "LassoCV", "ElasticNet", "ElasticNetCV", "LinearSVR"],
        linear_regression,
    ),
    "LogisticRegression": logistic_regression,
    "LinearSVC": linear_classes,
    "SGDClassifier": descent(linear_classes),
    "SGDRegressor": descent(linear_regression),
    "SVC": svc,
    "SVR": support_machine,
    **dict.fromkeys(
        [
            kind + task
            for kind in ["DecisionTree", "ExtraTree", "RandomForest", "ExtraTrees"]
            for task in ["Classifier", "Regressor"]
        ],
        forest,
    ),
    "IsolationForest": isolation_forest,
    "GradientBoostingClassifier": gradient_boosting,
    "GradientBoostingRegressor": gradient_boosting,
    "HistGradientBoostingClassifier": hist_gradient_boosting,
    "HistGradientBoostingRegressor": hist_gradient_boosting,
    "KMeans": k_means,
    "MiniBatchKMeans": mini_batch_k_means,
    "DBSCAN": dbscan,
    "StandardScaler": standard_scaler,
    "MinMaxScaler": min_max_scaler,
    "MaxAbsScaler": max_abs_scaler,
    "RobustScaler": robust_scaler,
    "Normalizer": normalizer,
    "SimpleImputer": simple_imputer,
    "OneHotEncoder": one_hot_encoder,
    "OrdinalEncoder": ordinal_encoder,
    "LabelEncoder": label_encoder,
    "PolynomialFeatures": polynomial_features,
    "Pipeline": pipeline,
    "ColumnTransformer": column_transformer,
    "VotingClassifier": voting,
    "VotingRegressor": voting,
    "GridSearchCV": searched,
    "RandomizedSearchCV": searched,
    "HalvingGridSearchCV": searched,
    "HalvingRandomSearchCV": searched,
}


def main(arguments):
    if len(arguments) != 2:
        print("usage: python export_sklearn.py MODEL.joblib MODEL.safetensors", file=sys.stderr)
        return 2
    import joblib

    source, target = arguments
    try:
        export(joblib.load(source), target)
    except CannotExport as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
