"""Reference values of ensembles, calibration, isotonic regression, baselines and thresholds.

Solvers that stop early are given tolerances far below the 1e-9 that the tests ask for. scikit-learn's own searches for
calibration (L-BFGS to a gradient of 1e-6, Brent to the root of the rounding) are replaced by ones that reach the optimum.
"""

import numpy as np
import sklearn.calibration as calibration
from scipy.optimize import OptimizeResult, brentq, minimize
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import StackingClassifier, StackingRegressor, VotingClassifier, VotingRegressor
from sklearn.frozen import FrozenEstimator
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import KFold, TunedThresholdClassifierCV
from sklearn.model_selection import FixedThresholdClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def logistic(C=1.0):
    return LogisticRegression(C=C, solver="newton-cholesky", tol=1e-14, max_iter=1000)


def scaled(C=1.0):
    return make_pipeline(StandardScaler(), logistic(C))


def polished(fun, x0, **options):
    """The minimum that L-BFGS is near to, by Newton steps with the curvature from differences of gradients."""
    x = minimize(fun, x0, jac=True, method="L-BFGS-B", options={"gtol": 1e-12, "ftol": 0, "maxiter": 1000}).x
    for _ in range(50):
        gradient = fun(x)[1]
        steps = np.diag(1e-6 * np.maximum(1, np.abs(x)))
        curvature = np.array([(fun(x + s)[1] - fun(x - s)[1]) / (2 * s[i]) for i, s in enumerate(steps)])
        move = np.linalg.solve(curvature, gradient)
        x = x - move
        if np.max(np.abs(move)) < 1e-15 * np.max(np.abs(x)):
            break
    return OptimizeResult(x=x)


def rooted(fun, bounds, **options):
    """The minimum of a function of log beta that is convex in beta: where its slope, by complex-free differences, is 0."""
    h = 1e-4

    def slope(b):  # five points: an error of h^4
        return (-fun(b + 2 * h) + 8 * fun(b + h) - 8 * fun(b - h) + fun(b - 2 * h)) / (12 * h)

    return OptimizeResult(x=brentq(slope, *bounds, xtol=1e-14, rtol=1e-14), success=True)


def isotonic():
    rng = np.random.default_rng(5)
    X = np.round(rng.normal(size=60), 1)
    y = X + rng.normal(size=60)
    weights = rng.integers(0, 4, 60) / 2.0
    new = np.linspace(-3, 3, 25)
    cases = {}
    for name, options, w in [
        ("plain", {}, None),
        ("weighted", {}, weights),
        ("falling", {"increasing": False}, weights),
        ("auto", {"increasing": "auto"}, None),
        ("bounded", {"y_min": -1.0, "y_max": 0.75}, weights),
    ]:
        model = IsotonicRegression(out_of_bounds="clip", **options).fit(X, y, sample_weight=w)
        cases[name] = {
            "x": model.X_thresholds_.tolist(),
            "y": model.y_thresholds_.tolist(),
            "predicted": model.predict(new).tolist(),
            "increasing": bool(model.increasing_),
        }
    return {"X": X.tolist(), "y": y.tolist(), "weights": weights.tolist(), "new": new.tolist(), "cases": cases}


def dummies():
    y = [3, 1, 2, 2, 5, 4, 2]
    weights = [1, 2, 0.5, 1, 3, 1, 1]
    X = np.zeros((7, 1))
    classifier = DummyClassifier().fit(X, y, sample_weight=weights)
    values = {
        name: DummyRegressor(**options).fit(X, y, sample_weight=w).predict(X[:1])[0]
        for name, options, w in [
            ("mean", {}, None),
            ("weightedMean", {}, weights),
            ("median", {"strategy": "median"}, None),
            ("quantile", {"strategy": "quantile", "quantile": 0.3}, None),
        ]
    }
    return {"prior": classifier.class_prior_.tolist(), "values": {k: float(v) for k, v in values.items()}}


def voting():
    wine = load_wine(return_X_y=True)
    diabetes = load_diabetes(return_X_y=True)
    members = [("weak", scaled(0.01)), ("strong", scaled(10)), ("prior", DummyClassifier())]
    soft = VotingClassifier(members, voting="soft", weights=[2, 1, 1]).fit(*wine)
    hard = VotingClassifier(members, weights=[2, 1, 4]).fit(*wine)
    mean = VotingRegressor([("linear", LinearRegression()), ("mean", DummyRegressor())], weights=[3, 1]).fit(*diabetes)
    X = wine[0][::9]
    return {
        "soft": soft.predict_proba(X).tolist(),
        "softColumns": soft.transform(X)[:3].tolist(),
        "softNames": soft.get_feature_names_out().tolist(),
        "hard": hard.predict(X).tolist(),
        "hardColumns": hard.transform(X).tolist(),
        "hardNames": hard.get_feature_names_out().tolist(),
        "mean": mean.predict(diabetes[0][::40]).tolist(),
        "meanColumns": mean.transform(diabetes[0][::40]).tolist(),
    }


def stacking():
    result = {}
    for name, load in [("iris", load_iris), ("breastCancer", load_breast_cancer)]:
        X, y = load(return_X_y=True)
        for method in ["auto", "decision_function", "predict"]:
            for passthrough in [False, True]:
                model = StackingClassifier(
                    [("weak", scaled(0.01)), ("strong", scaled())],
                    final_estimator=scaled(),
                    cv=4,
                    stack_method=method,
                    passthrough=passthrough,
                ).fit(X, y)
                result[f"{name} {method} {passthrough}"] = model.predict_proba(X[::20]).tolist()
    X, y = load_diabetes(return_X_y=True)
    model = StackingRegressor(
        [("linear", LinearRegression()), ("mean", DummyRegressor())],
        final_estimator=LinearRegression(),
        cv=KFold(4, shuffle=False),
        passthrough=True,
    ).fit(X, y)
    # The mean of each training part is constant there, so the last model is nearly rank-deficient: its first column counts.
    result["diabetes"] = model.predict(X[::40]).tolist()
    return result


def calibrated():
    calibration.minimize = polished
    calibration.minimize_scalar = rooted
    result = {}
    for name, load in [("iris", load_iris), ("breastCancer", load_breast_cancer)]:
        X, y = load(return_X_y=True)
        weights = 1 + (np.arange(len(y)) % 3)
        for method in ["sigmoid", "isotonic", "temperature"]:
            for ensemble in [True, False]:
                model = CalibratedClassifierCV(logistic(0.1), method=method, cv=3, ensemble=ensemble)
                model.fit(StandardScaler().fit_transform(X), y, sample_weight=weights)
                result[f"{name} {method} {ensemble}"] = model.predict_proba(StandardScaler().fit_transform(X)[::20]).tolist()
    X, y = load_wine(return_X_y=True)
    X = StandardScaler().fit_transform(X)
    fitted = logistic().fit(X[::2], y[::2])
    model = CalibratedClassifierCV(FrozenEstimator(fitted)).fit(X[1::2], y[1::2])
    result["frozen"] = model.predict_proba(X[::20]).tolist()
    return result


def thresholds():
    X, y = load_breast_cancer(return_X_y=True)
    result = {}
    for name, options in {
        "balanced": {},
        "f1": {"scoring": "f1", "thresholds": 25, "cv": 3},
        "decision": {"response_method": "decision_function", "scoring": "accuracy"},
        "list": {"thresholds": [0.1, 0.3, 0.5, 0.7]},
        "split": {"cv": [(np.arange(0, 569, 2), np.arange(1, 569, 2))], "refit": False},
    }.items():
        model = TunedThresholdClassifierCV(scaled(), store_cv_results=True, **options).fit(X, y)
        result[name] = {
            "threshold": float(model.best_threshold_),
            "score": float(model.best_score_),
            "scores": model.cv_results_["scores"].tolist(),
            "thresholds": model.cv_results_["thresholds"].tolist(),
            "predicted": model.predict(X[::10]).tolist(),
        }
    fixed = FixedThresholdClassifier(scaled(), threshold=0.9, pos_label=0).fit(X, y)
    result["fixed"] = {"predicted": fixed.predict(X[::10]).tolist()}
    return result


def make():
    return {
        "isotonic": isotonic(),
        "dummies": dummies(),
        "voting": voting(),
        "stacking": stacking(),
        "calibrated": calibrated(),
        "thresholds": thresholds(),
    }
