"""Reference scores of cross-validation on the data sets that come with the package."""

import warnings

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    TimeSeriesSplit,
    cross_val_predict,
    cross_validate,
    learning_curve,
    permutation_test_score,
    validation_curve,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC


def scores(estimator, X, y, scoring, **options):
    found = cross_validate(estimator, X, y, scoring=scoring, return_train_score=True, **options)
    return {
        part: {name: found[f"{part}_{name}"].tolist() for name in scoring} for part in ("train", "test")
    }


def make():
    warnings.simplefilter("ignore")
    out = {}
    X, y = load_diabetes(return_X_y=True)
    regression = ["r2", "neg_mean_squared_error", "neg_median_absolute_error", "neg_max_error"]
    groups = np.arange(len(y)) // 7 % 11
    out["diabetes"] = {
        "default": scores(LinearRegression(), X, y, regression),
        "ten": scores(LinearRegression(), X, y, regression, cv=10),
        "groups": scores(LinearRegression(), X, y, regression, cv=GroupKFold(4), groups=groups),
        "time": scores(LinearRegression(), X, y, regression, cv=TimeSeriesSplit(4)),
        "predict": cross_val_predict(LinearRegression(), X, y, cv=7).tolist(),
        "permutation": permutation_test_score(LinearRegression(), X, y, n_permutations=1)[0],
    }
    sizes, train, test = learning_curve(LinearRegression(), X, y)
    out["learningCurve"] = {"sizes": sizes.tolist(), "train": train.tolist(), "test": test.tolist()}
    labels = ["accuracy", "balanced_accuracy", "f1_macro", "matthews_corrcoef"]
    for name, load in [("iris", load_iris), ("wine", load_wine), ("breastCancer", load_breast_cancer)]:
        X, y = load(return_X_y=True)
        svc = make_pipeline(StandardScaler(), SVC())
        logistic = make_pipeline(StandardScaler(), LogisticRegression(tol=1e-12, max_iter=10000))
        out[name] = {
            "svc": scores(svc, X, y, labels),
            "logistic": scores(logistic, X, y, labels),
            "loss": scores(logistic, X, y, ["neg_log_loss"]),
            "predictProba": cross_val_predict(logistic, X, y, cv=3, method="predict_proba")[::10].tolist(),
            "decision": cross_val_predict(svc, X, y, cv=3, method="decision_function")[::10].tolist(),
        }
    X, y = load_iris(return_X_y=True)
    logistic = LogisticRegression(tol=1e-12, max_iter=10000)
    unseen = KFold(3)  # sorted by class: each model has seen two classes of three
    out["unseen"] = cross_val_predict(logistic, X, y, cv=unseen, method="predict_proba")[::10].tolist()
    X, y = load_wine(return_X_y=True)
    train, test = validation_curve(
        make_pipeline(StandardScaler(), SVC()), X, y, param_name="svc__C", param_range=[0.01, 0.1, 1, 10], cv=4
    )
    out["validationCurve"] = {"train": train.tolist(), "test": test.tolist()}
    return out
