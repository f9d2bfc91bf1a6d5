"""XGBoost's margins after a few rounds on data with few distinct values, where its bins are ours."""

import json

import numpy as np
import xgboost as xgb
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine

ROUNDS = 5


def train(X, y, weight=None, rounds=ROUNDS, enable_categorical=False, feature_types=None, **params):
    data = xgb.DMatrix(X, y, weight=weight, feature_types=feature_types, enable_categorical=enable_categorical)
    settings = {"tree_method": "hist", "max_bin": 256, "nthread": 1, "eta": 0.3, "max_depth": 4, **params}
    booster = xgb.train(settings, data, rounds)
    base = json.loads(booster.save_config())["learner"]["learner_model_param"]["base_score"]
    return {
        "baseScore": np.atleast_1d(json.loads(base)).tolist(),
        "margins": booster.predict(data, output_margin=True).astype(float).round(7).tolist(),
        "leaves": [int((t["Feature"] == "Leaf").sum()) for _, t in booster.trees_to_dataframe().groupby("Tree")],
    }


def folds(X, y, objective, score, seeds=5, **params):
    """Mean score of five folds; fold i holds the samples whose number leaves i over 5."""
    numbers = np.arange(len(y))
    means = []
    for seed in range(seeds):
        scores = []
        for fold in range(5):
            rows = numbers % 5 != fold
            model = xgb.train(
                {"objective": objective, "nthread": 1, "eta": 0.3, "subsample": 0.8, "seed": seed, **params},
                xgb.DMatrix(X[rows], y[rows]),
                50,
            )
            scores.append(score(y[~rows], model.predict(xgb.DMatrix(X[~rows]))))
        means.append(np.mean(scores))
    return {"mean": float(np.mean(means)), "std": float(np.std(means))}


def accuracy(y, p):
    return float(np.mean((p.argmax(1) if p.ndim == 2 else p > 0.5) == y))


def r2(y, p):
    return float(1 - np.sum((y - p) ** 2) / np.sum((y - y.mean()) ** 2))


def small_problem(rng):
    """A problem with settings that decide which splits are made, and XGBoost's three trees for it."""
    n, p = int(rng.integers(15, 40)), int(rng.integers(1, 4))
    X = rng.integers(0, rng.integers(2, 12), (n, p)).astype(float)
    if rng.random() < 0.4:
        X[rng.random(X.shape) < 0.2] = np.nan
    known = np.nan_to_num(X)
    y = np.round(known @ rng.normal(size=p) * 2 + known[:, 0] * known[:, -1] * rng.normal() + rng.normal(size=n), 3)
    weight = np.round(rng.uniform(0.3, 3, n), 2) if rng.random() < 0.3 else None
    options = {
        "learningRate": float(rng.choice([1, 0.3])),
        "maxDepth": int(rng.integers(1, 6)),
        "regLambda": float(rng.choice([0, 1, 3])),
        "gamma": round(float(rng.choice([0.5, 3, 20, 60]) * rng.uniform(0.5, 1.5)), 2),
        "minChildWeight": float(rng.choice([0, 1, 3.5])),
    }
    settings = {
        "max_depth": options["maxDepth"],
        "eta": options["learningRate"],
        "reg_lambda": options["regLambda"],
        "gamma": options["gamma"],
        "min_child_weight": options["minChildWeight"],
    }
    if rng.random() < 0.5:
        options |= {"maxLeaves": int(rng.integers(2, 9)), "growPolicy": str(rng.choice(["depthwise", "lossguide"]))}
        settings |= {"max_leaves": options["maxLeaves"], "grow_policy": options["growPolicy"]}
    if rng.random() < 0.4:
        options["monotoneConstraints"] = [int(v) for v in rng.integers(-1, 2, p)]
        settings["monotone_constraints"] = "(" + ",".join(map(str, options["monotoneConstraints"])) + ")"
    return {
        "X": [[None if np.isnan(v) else v for v in row] for row in X],
        "y": y.tolist(),
        "weight": None if weight is None else weight.tolist(),
        "options": options,
        **train(X, y, weight, rounds=3, objective="reg:squarederror", base_score=0, **settings),
    }


def make():
    rng = np.random.default_rng(7)
    X = rng.integers(0, 15, (200, 5)).astype(float)
    noise = rng.normal(size=200)
    target = np.round(X[:, 0] * X[:, 1] / 10 + np.abs(X[:, 2] - 7) + noise, 4)
    binary = (target + noise > np.median(target)).astype(float)
    three = np.digitize(target, np.quantile(target, [0.4, 0.75])).astype(float)
    counts = np.maximum(0, np.round(target)).astype(float)
    weight = np.round(rng.uniform(0.5, 2, 200), 3)
    missing = X.copy()
    missing[rng.random(X.shape) < 0.2] = np.nan
    square = dict(objective="reg:squarederror")
    logistic = dict(objective="binary:logistic")
    category = ["c"] + ["q"] * 4
    cases = {
        "squaredError": train(X, target, **square),
        "weighted": train(X, target, weight, **square),
        "missing": train(missing, target, **square),
        "regularized": train(X, target, **square, reg_lambda=3, alpha=2, gamma=1.5, min_child_weight=6),
        "step": train(X, target, **square, max_delta_step=0.5),
        "lossguide": train(X, target, **square, grow_policy="lossguide", max_leaves=6, max_depth=0),
        "monotone": train(X, target, **square, monotone_constraints="(1,1,-1,0,0)"),
        "interaction": train(X, target, **square, interaction_constraints="[[0,2],[1,3,4]]"),
        "categorical": train(
            X, target, **square, feature_types=category, enable_categorical=True, max_cat_to_onehot=4
        ),
        "onehot": train(
            X, target, **square, feature_types=category, enable_categorical=True, max_cat_to_onehot=99
        ),
        "logistic": train(X, binary, **logistic),
        "positives": train(X, binary, **logistic, scale_pos_weight=3, base_score=0.3),
        "softmax": train(X, three, objective="multi:softprob", num_class=3, base_score=0.5),
        "huber": train(X, target, objective="reg:pseudohubererror", base_score=5),
        "poisson": train(X, counts, objective="count:poisson", base_score=4),
        "gamma": train(X, counts + 1, objective="reg:gamma", base_score=4),
        "tweedie": train(X, counts, objective="reg:tweedie", tweedie_variance_power=1.3, base_score=4),
        "absoluteError": train(X, target, objective="reg:absoluteerror", base_score=5),
    }
    iris, wine, cancer = (f(return_X_y=True) for f in (load_iris, load_wine, load_breast_cancer))
    softmax = dict(objective="multi:softprob", score=accuracy, num_class=3)
    return {
        "X": X.tolist(),
        "missing": [[None if np.isnan(v) else v for v in row] for row in missing],
        "target": target.tolist(),
        "binary": binary.tolist(),
        "three": three.tolist(),
        "counts": counts.tolist(),
        "weight": weight.tolist(),
        "cases": cases,
        "problems": [small_problem(np.random.default_rng(seed)) for seed in range(30)],
        "scores": {
            "iris": folds(*iris, **softmax),
            "wine": folds(*wine, **softmax),
            "breast_cancer": folds(*cancer, "binary:logistic", accuracy),
            "diabetes": folds(*load_diabetes(return_X_y=True), "reg:squarederror", r2),
        },
    }
