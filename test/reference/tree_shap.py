"""Trees of XGBoost and LightGBM, flattened, with the contributions that both compute on them."""

import json

import lightgbm as lgb
import numpy as np
import xgboost as xgb


def samples(rng, rows):
    """Whole numbers, which single precision holds, with gaps in the second column."""
    X = rng.integers(0, 20, size=(rows, 5)).astype(float)
    X[rng.random(rows) < 0.2, 1] = np.nan
    return X


def explained(model_of, X, nested):
    return {"X": [[None if np.isnan(x) else x for x in row] for row in X.tolist()], **model_of, **nested}


def xgboost_trees(booster):
    """Nodes by number: [feature, threshold, left, right, missing goes left, value, cover]; left where x < threshold."""
    model = json.loads(bytes(booster.save_raw("json")))
    trees = model["learner"]["gradient_booster"]["model"]
    return {
        "outputOf": trees["tree_info"],
        "trees": [
            [
                [feature, condition, left, right, bool(missing), condition, cover]
                for feature, condition, left, right, missing, cover in zip(
                    tree["split_indices"],
                    tree["split_conditions"],
                    tree["left_children"],
                    tree["right_children"],
                    tree["default_left"],
                    tree["sum_hessian"],
                )
            ]
            for tree in trees["trees"]
        ],
    }


def xgboost_case(rng, objective, **params):
    X = samples(rng, 120)
    signal = np.nan_to_num(X[:, 1]) * X[:, 0] + 3 * X[:, 2] - X[:, 3] * X[:, 4]
    y = signal if objective.startswith("reg") else np.searchsorted(np.quantile(signal, [0.3, 0.6]), signal)
    params = {"objective": objective, "max_depth": 4, "eta": 0.3, "base_score": 0.5, "nthread": 1, **params}
    booster = xgb.train(params, xgb.DMatrix(X, y), num_boost_round=4)
    asked = xgb.DMatrix(X[:12])
    contributions = booster.predict(asked, pred_contribs=True).astype(float)
    pairs = booster.predict(asked, pred_interactions=True).astype(float)
    outputs = (lambda values: values if params.get("num_class") else values[:, None])
    return explained(
        xgboost_trees(booster),
        X[:12],
        # [samples × outputs × features], the last of which is the expected value
        {"contributions": outputs(contributions).tolist(), "interactions": outputs(pairs).tolist()},
    )


def lightgbm_trees(booster, n_outputs):
    """As `xgboost_trees`; left where x <= threshold."""

    def nodes(root):
        found, queue = [], [root]
        for node in queue:  # breadth first: children get the next numbers
            if "leaf_value" in node:
                count = node.get("leaf_count", 0)
                found.append([0, 0, -1, -1, False, node["leaf_value"], count])
                continue
            left = len(queue)
            queue += [node["left_child"], node["right_child"]]
            found.append(
                [node["split_feature"], node["threshold"], left, left + 1, node["default_left"], 0, node["internal_count"]]
            )
        return found

    trees = [nodes(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]
    return {"outputOf": [t % n_outputs for t in range(len(trees))], "trees": trees}


def lightgbm_case(rng):
    X = samples(rng, 120)
    signal = np.nan_to_num(X[:, 1]) * X[:, 0] + 3 * X[:, 2] - X[:, 3] * X[:, 4]
    y = np.searchsorted(np.quantile(signal, [0.3, 0.6]), signal)
    params = {"objective": "multiclass", "num_class": 3, "num_leaves": 9, "min_data_in_leaf": 5, "num_threads": 1, "verbose": -1}
    booster = lgb.train(params, lgb.Dataset(X, y), num_boost_round=4)
    contributions = booster.predict(X[:12], pred_contrib=True).reshape(12, 3, 6)
    return explained(lightgbm_trees(booster, 3), X[:12], {"contributions": contributions.tolist()})


def make():
    rng = np.random.default_rng(5)
    return {
        "xgboostRegression": xgboost_case(rng, "reg:squarederror"),
        "xgboostClasses": xgboost_case(rng, "multi:softprob", num_class=3),
        "lightgbmClasses": lightgbm_case(rng),
    }
