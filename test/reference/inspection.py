"""Reference values of permutation importance and of partial dependence, of models whose fit is exact."""

import numpy as np
from sklearn.datasets import load_diabetes, load_iris
from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor
from sklearn.inspection import partial_dependence, permutation_importance
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.tree import DecisionTreeRegressor


def lists(array):
    return np.asarray(array, dtype=float).tolist()


def orders(seed, samples, repeats):
    """Where each sample takes its values from in a repeat: as permutation_importance permutes in place, orders add up."""
    own = np.random.RandomState(seed).randint(np.iinfo(np.int32).max + 1)
    random = np.random.RandomState(own)
    shuffled, taken, all_orders = np.arange(samples), np.arange(samples), []
    for _ in range(repeats):
        random.shuffle(shuffled)
        taken = taken[shuffled]
        all_orders.append(taken.tolist())
    return all_orders


def permutations():
    X, y = load_diabetes(return_X_y=True)
    X, y = X[:60, :4] * 100, y[:60]
    weights = 1 + np.arange(60) % 3
    scoring = ["r2", "neg_mean_absolute_error"]
    model = LinearRegression().fit(X, y)
    found = permutation_importance(
        model, X, y, scoring=scoring, n_repeats=3, random_state=7, sample_weight=weights
    )
    return {
        "X": lists(X),
        "y": lists(y),
        "sampleWeight": weights.tolist(),
        "orders": orders(7, 60, 3),
        "scores": {
            name: {
                "importances": lists(found[name].importances),
                "importancesMean": lists(found[name].importances_mean),
                "importancesStd": lists(found[name].importances_std),
            }
            for name in scoring
        },
    }


def dependence(model, X, features, **options):
    found = partial_dependence(model, X, features, **options)
    return {
        "gridValues": [lists(values) for values in found["grid_values"]],
        **{kind: lists(found[kind]) for kind in ("average", "individual") if kind in found},
    }


def tree_of(estimator):
    """A tree as the parallel arrays that scikit-learn keeps."""
    tree = estimator.tree_
    return {
        "feature": tree.feature.tolist(),
        "threshold": lists(tree.threshold),
        "left": tree.children_left.tolist(),
        "right": tree.children_right.tolist(),
        "value": lists(tree.value[:, 0, 0]),
        "cover": lists(tree.weighted_n_node_samples),
    }


def dependences():
    X, y = load_diabetes(return_X_y=True)
    X, y = X[:60, :4] * 100, y[:60]
    X[:, 1] = np.where(X[:, 1] > 0, 1.0, 0.0)
    weights = 1 + np.arange(60) % 3
    linear = LinearRegression().fit(X, y)
    flowers, species = load_iris(return_X_y=True)
    # Coefficients that are written down, as two solvers need not agree to the last digits.
    three = LogisticRegression().fit(flowers, species)
    three.coef_ = np.round(three.coef_, 3)
    three.intercept_ = np.round(three.intercept_, 3)
    two = LogisticRegression().fit(flowers[:100], species[:100])
    two.coef_ = np.round(two.coef_, 3)
    two.intercept_ = np.round(two.intercept_, 3)
    # Features of float32, which the trees of scikit-learn compare as such.
    grid = X.astype(np.float32).astype(float)
    forest = RandomForestRegressor(n_estimators=3, max_depth=4, random_state=0).fit(grid, y)
    boosting = GradientBoostingRegressor(n_estimators=3, max_depth=3, random_state=0).fit(grid, y)
    tree = DecisionTreeRegressor(max_depth=4, random_state=0).fit(grid, y, sample_weight=weights)
    custom = {0: np.array([-3.0, 0.5, 4.0]), 2: np.array([-2.0, 1.0])}

    def of_trees(model):
        return {
            "one": dependence(model, grid, [0], custom_values={0: custom[0]}),
            "two": dependence(model, grid, [0, 2], custom_values=custom),
        }

    return {
        "X": lists(X),
        "y": lists(y),
        "sampleWeight": weights.tolist(),
        "linear": {
            "coef": lists(linear.coef_),
            "intercept": float(linear.intercept_),
            "one": dependence(linear, X, [0], kind="both", grid_resolution=7),
            "few": dependence(linear, X, [1]),
            "two": dependence(linear, X, [2, 0], kind="both", grid_resolution=4, percentiles=(0.1, 0.85)),
            "weighted": dependence(linear, X, [3], sample_weight=weights, grid_resolution=5),
            "custom": dependence(linear, X, [0, 2], custom_values=custom),
            "categorical": dependence(linear, X, [0], categorical_features=[0]),
            "quantiles": {
                str(p): dependence(linear, X, [2], percentiles=p, grid_resolution=3)["gridValues"]
                for p in ((0, 1), (0.013, 0.987), (0.25, 0.5))
            },
        },
        "flowers": lists(flowers),
        "three": {
            "coef": lists(three.coef_),
            "intercept": lists(three.intercept_),
            "one": dependence(three, flowers, [2], kind="both", grid_resolution=5),
            "decisions": dependence(
                three, flowers, [3], response_method="decision_function", grid_resolution=5
            ),
        },
        "two": {
            "coef": lists(two.coef_),
            "intercept": lists(two.intercept_),
            "one": dependence(two, flowers[:100], [2], kind="both", grid_resolution=5),
            "decisions": dependence(
                two, flowers[:100], [2], response_method="decision_function", grid_resolution=5
            ),
        },
        "forest": {"trees": [tree_of(one) for one in forest.estimators_], **of_trees(forest)},
        "boosting": {
            "trees": [tree_of(one) for one in boosting.estimators_[:, 0]],
            "learningRate": boosting.learning_rate,
            **of_trees(boosting),
        },
        "tree": {"trees": [tree_of(tree)], **of_trees(tree)},
    }


def make():
    return {"permutation": permutations(), "dependence": dependences()}
