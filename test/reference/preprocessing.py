"""Transformers of scikit-learn on small data with missing values, constants, weights and large offsets."""

import warnings

import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import OrdinalEncoder, StandardScaler


def plain(array):
    """Nested lists; NaN becomes None."""
    return [
        [None if isinstance(v, float) and np.isnan(v) else v for v in row]
        for row in np.asarray(array).tolist()
    ]


def scaler_cases():
    rng = np.random.default_rng(0)
    small = np.round(rng.normal(size=(12, 4)), 3)
    small[:, 2] = 0.1  # a constant that is no binary fraction
    offset = small + np.array([1e7, -1e7, 1e7, 0])
    spread = small * np.array([1e-8, 1e8, 1, 1e3])
    cases = []
    for X in (small, offset, spread):
        for weights in (None, np.arange(12.0)):
            for with_mean, with_std in ((True, True), (True, False), (False, True)):
                scaler = StandardScaler(with_mean=with_mean, with_std=with_std)
                out = scaler.fit(X, sample_weight=weights).transform(X)
                cases.append(
                    {
                        "X": X.tolist(),
                        "weights": None if weights is None else weights.tolist(),
                        "withMean": with_mean,
                        "withStd": with_std,
                        "out": out.tolist(),
                    }
                )
    return cases


def imputer_cases():
    nan = np.nan
    X = np.array(
        [
            [1.5, nan, 3.0, nan, 7.0],
            [2.5, 4.0, 3.0, nan, nan],
            [nan, 4.0, 1.0, nan, 7.5],
            [9.0, 0.1, 1.0, nan, nan],
            [2.5, 0.1, nan, nan, 1e7],
        ]
    )
    new = np.array([[nan] * 5, [1.0, 2.0, 3.0, 4.0, 5.0]])
    cases = []
    for strategy in ("mean", "median", "most_frequent", "constant"):
        for add_indicator in (False, True):
            for keep in (False, True):
                fill = -2.5 if strategy == "constant" and keep else None
                imputer = SimpleImputer(
                    strategy=strategy,
                    fill_value=fill,
                    add_indicator=add_indicator,
                    keep_empty_features=keep,
                ).fit(X)
                cases.append(
                    {
                        "strategy": strategy,
                        "fillValue": fill,
                        "addIndicator": add_indicator,
                        "keepEmptyFeatures": keep,
                        "names": imputer.get_feature_names_out().tolist(),
                        "train": imputer.transform(X).tolist(),
                        "new": imputer.transform(new).tolist(),
                    }
                )
    return {"X": plain(X), "new": plain(new), "cases": cases}


def text_imputer():
    X = np.array([["b"], [None], ["a"], ["a"], ["b"], ["c"]], dtype=object)
    return {
        strategy: SimpleImputer(missing_values=None, strategy=strategy).fit_transform(X).ravel().tolist()
        for strategy in ("most_frequent", "constant")
    }


def ordinal_cases():
    X = np.array([["red", 3], ["blue", 1], [np.nan, 2], ["red", 10]], dtype=object)
    new = np.array([["green", 1], [np.nan, 99], ["blue", 10]], dtype=object)
    cases = []
    for missing in (np.nan, -2, 7):
        encoder = OrdinalEncoder(
            handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=missing
        ).fit(X)
        codes = encoder.transform(new)
        cases.append(
            {
                "encodedMissingValue": None if np.isnan(missing) else missing,
                "train": plain(encoder.transform(X)),
                "new": plain(codes),
                "back": plain(encoder.inverse_transform(codes)),
            }
        )
    return {"X": plain(X), "new": plain(new), "cases": cases}


def class_counts(y, **options):
    parts = train_test_split(y, stratify=y, **options)
    return [np.bincount(part, minlength=y.max() + 1).tolist() for part in parts]


def split_cases():
    """How many of each class go into both parts, where no tie between remainders is drawn by lot."""
    cases = []
    sizes = ((0.2, None), (0.33, None), (None, 0.7), (10, None), (0.3, 0.3), (None, None))
    for counts in ([50, 30, 20], [97, 2, 5], [11, 7, 3], [333, 333, 334], [41, 29, 17, 13]):
        y = np.repeat(np.arange(len(counts)), counts)
        for test_size, train_size in sizes:
            options = {"test_size": test_size, "train_size": train_size}
            found = [class_counts(y, **options, random_state=seed) for seed in range(20)]
            if any(other != found[0] for other in found):
                continue
            train, test = found[0]
            cases.append(
                {
                    "counts": counts,
                    "testSize": test_size,
                    "trainSize": train_size,
                    "train": train,
                    "test": test,
                }
            )
    return cases


def make():
    warnings.simplefilter("ignore")
    return {
        "scaler": scaler_cases(),
        "imputer": imputer_cases(),
        "textImputer": text_imputer(),
        "ordinal": ordinal_cases(),
        "split": split_cases(),
    }
