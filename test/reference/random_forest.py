"""Reference values of the forests: single trees that leave nothing to chance, and scores of whole forests."""


import numpy as np
from sklearn.datasets import (
    load_breast_cancer,
    load_diabetes,
    load_digits,
    load_iris,
    load_wine,
    make_friedman1,
)
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.model_selection import cross_val_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor


def single(tree, X, y, weight=None):
    tree.fit(X, y, sample_weight=weight)
    says = tree.predict_proba if hasattr(tree, "predict_proba") else tree.predict
    return {
        "predictions": np.asarray(says(X)).round(12).tolist(),
        "importances": tree.feature_importances_.tolist(),
        "leaves": int(tree.get_n_leaves()),
    }


def folds(model, X, y, seeds=5):
    """Mean score of five folds for each seed; fold i holds the samples whose number leaves i over 5."""
    numbers = np.arange(len(y))
    splits = [(numbers[numbers % 5 != i], numbers[numbers % 5 == i]) for i in range(5)]
    scores = [
        cross_val_score(model.set_params(random_state=seed), X, y, cv=splits).mean()
        for seed in range(seeds)
    ]
    return {"mean": float(np.mean(scores)), "std": float(np.std(scores))}


def make():
    rng = np.random.default_rng(3)
    # Few distinct values, and targets without ties between splits.
    X = rng.integers(0, 12, (150, 4)).astype(float)
    noise = rng.normal(size=150)
    label = (X[:, 0] * 2 + X[:, 1] > 14).astype(int) + (X[:, 2] + noise > 8).astype(int)
    target = np.round(X[:, 0] ** 2 / 10 + np.sqrt(X[:, 1]) + 0.5 * noise, 4)
    counts = np.round(np.exp(X[:, 0] / 5 + 0.2 * noise), 3)
    weight = np.round(rng.uniform(0.5, 2, 150), 3)
    missing = X.copy()
    missing[rng.random(X.shape) < 0.15] = np.nan
    limits = dict(max_depth=4, min_samples_leaf=4, random_state=0)
    classifiers = {
        "gini": (DecisionTreeClassifier(**limits), X, label, None),
        "entropy": (DecisionTreeClassifier(criterion="entropy", **limits), X, label, None),
        "weighted": (DecisionTreeClassifier(**limits), X, label, weight),
        "missing": (DecisionTreeClassifier(**limits), missing, label, weight),  # weights: without ties
        "bestFirst": (DecisionTreeClassifier(max_leaf_nodes=6, random_state=0), X, label, None),
        "pruned": (DecisionTreeClassifier(ccp_alpha=0.01, random_state=0), X, label, None),
        "decrease": (DecisionTreeClassifier(min_impurity_decrease=0.02, random_state=0), X, label, None),
    }
    regressors = {
        "squaredError": (DecisionTreeRegressor(**limits), X, target, None),
        "absoluteError": (DecisionTreeRegressor(criterion="absolute_error", **limits), X, target, None),
        "poisson": (DecisionTreeRegressor(criterion="poisson", **limits), X, counts, None),
        "weightedMean": (DecisionTreeRegressor(**limits), X, target, weight),
        "missingNumbers": (DecisionTreeRegressor(**limits), missing, target, None),
    }
    digits = load_digits(return_X_y=True)
    friedman = make_friedman1(600, 10, noise=1, random_state=0)
    return {
        "X": X.tolist(),
        "missing": [[None if np.isnan(v) else v for v in row] for row in missing],
        "label": label.tolist(),
        "target": target.tolist(),
        "counts": counts.tolist(),
        "weight": weight.tolist(),
        "trees": {name: single(*args) for name, args in {**classifiers, **regressors}.items()},
        "friedman": {"X": friedman[0].round(6).tolist(), "y": friedman[1].round(6).tolist()},
        "scores": {
            "iris": folds(RandomForestClassifier(), *load_iris(return_X_y=True)),
            "wine": folds(RandomForestClassifier(), *load_wine(return_X_y=True)),
            "breast_cancer": folds(RandomForestClassifier(), *load_breast_cancer(return_X_y=True)),
            "digits": folds(RandomForestClassifier(), digits[0][::4], digits[1][::4]),
            "diabetes": folds(RandomForestRegressor(), *load_diabetes(return_X_y=True)),
            "friedman": folds(RandomForestRegressor(), friedman[0].round(6), friedman[1].round(6)),
        },
    }
