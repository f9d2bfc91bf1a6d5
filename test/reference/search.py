"""Reference results of searches over hyperparameters on the data sets that come with the package."""

import warnings

from sklearn.datasets import load_diabetes, load_iris, load_wine
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    GridSearchCV,
    HalvingGridSearchCV,
    HalvingRandomSearchCV,
    KFold,
    ParameterGrid,
)
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR

TIMES = ("time",)


def results(search):
    found = {
        name: values.tolist()
        for name, values in search.cv_results_.items()
        if name != "params" and not name.startswith("param_") and not name.endswith(TIMES)
    }
    return {
        "results": found,
        "params": search.cv_results_["params"],
        "bestIndex": int(search.best_index_),
        "bestParams": search.best_params_,
    }


def iterations(search):
    return {
        "nResources": search.n_resources_,
        "nCandidates": search.n_candidates_,
        "nIterations": search.n_iterations_,
        "nRequiredIterations": search.n_required_iterations_,
        "nPossibleIterations": search.n_possible_iterations_,
        "nRemainingCandidates": search.n_remaining_candidates_,
        "minResources": search.min_resources_,
        "maxResources": search.max_resources_,
    }


def make():
    warnings.simplefilter("ignore")
    out = {}
    grids = [
        {"b": [1, 2], "C": ["x", "y", "z"], "a": [True]},
        [{"kernel": ["linear"]}, {"kernel": ["rbf"], "C": [1, 10]}, {}],
    ]
    out["grids"] = [{"grid": grid, "settings": list(ParameterGrid(grid))} for grid in grids]

    scaled = Pipeline([("scale", StandardScaler()), ("svc", SVC(tol=1e-8))])
    X, y = load_wine(return_X_y=True)
    grid = {"svc__C": [0.1, 1, 10, 10], "svc__gamma": [0.001, 0.01, 0.1]}
    search = GridSearchCV(scaled, grid, scoring="balanced_accuracy", return_train_score=True)
    out["svc"] = results(search.fit(X, y))

    X, y = load_diabetes(return_X_y=True)
    scoring = {"r2": "r2", "worst": "neg_max_error"}
    scaled = Pipeline([("scale", StandardScaler()), ("svr", SVR(tol=1e-9))])
    grid = {"svr__C": [1, 100], "svr__epsilon": [1, 10]}
    out["svr"] = results(GridSearchCV(scaled, grid, scoring=scoring, refit="worst", cv=KFold(4)).fit(X, y))

    X, y = load_iris(return_X_y=True)
    # Exact optima: votes between classes hang on the last digits of decisions.
    grid = {"C": [0.01, 0.1, 1], "coef0": [0.5, 1], "gamma": [0.03, 0.1]}
    search = HalvingGridSearchCV(
        SVC(kernel="poly", tol=1e-8), grid, resource="degree", max_resources=6, factor=2, scoring="accuracy"
    ).fit(X, y)
    out["halvingOfDegree"] = {**results(search), **iterations(search)}

    # As many candidates as numbers of C, on repeated iris: only what is spent is compared.
    out["halvings"] = []
    for copies, candidates, options in [
        (1, 6, {}),
        (4, 20, {}),
        (4, 20, {"min_resources": "smallest"}),
        (4, 20, {"factor": 2, "min_resources": 20}),
        (4, 20, {"max_resources": 100, "min_resources": 30, "aggressive_elimination": True}),
        (4, 20, {"max_resources": 100, "min_resources": 30}),
        (2, 7, {"factor": 2.5, "min_resources": "smallest"}),
    ]:
        n = 150 * copies
        X_more, y_more = [row for row in X for _ in range(copies)], [label for label in y for _ in range(copies)]
        search = HalvingGridSearchCV(
            SVC(), {"C": [1 + i for i in range(candidates)]}, cv=2, random_state=0, **options
        ).fit(X_more, y_more)
        out["halvings"].append(
            {"rows": n, "candidates": candidates, "options": options, **iterations(search)}
        )
    search = HalvingRandomSearchCV(SVC(), {"C": [1 + i for i in range(50)]}, cv=5, random_state=0).fit(X, y)
    out["halvingAtRandom"] = iterations(search)

    # L-BFGS, the default, stops some 1e-9 from the optimum.
    logistic = LogisticRegression(tol=1e-12, solver="newton-cholesky", max_iter=10000)
    out["logistic"] = results(GridSearchCV(logistic, {"C": [0.01, 1, 1, 100]}, scoring="neg_log_loss").fit(X, y))
    return out
