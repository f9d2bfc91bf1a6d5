"""Reference values of the metrics: random labels and scores with ties, weighted and not."""

import numpy as np
from sklearn import metrics as m


def clean(value):
    return np.asarray(value, dtype=float).tolist()


def classification(rng, n, classes):
    truth = rng.integers(0, classes, n)
    predicted = np.where(rng.random(n) < 0.6, truth, rng.integers(0, classes, n))
    weight = rng.random(n) * 2
    proba = rng.dirichlet(np.ones(classes), n)
    proba = np.round(proba, 2)
    proba[:, -1] = 1 - proba[:, :-1].sum(axis=1)
    proba = np.clip(proba, 0, 1)
    proba /= proba.sum(axis=1, keepdims=True)
    case = {
        "truth": truth.tolist(),
        "predicted": predicted.tolist(),
        "weight": weight.tolist(),
        "proba": proba.tolist(),
        "text": m.classification_report(truth, predicted, digits=3),
    }
    for name, w in (("plain", None), ("weighted", weight)):
        averages = ["macro", "micro", "weighted"] + (["binary"] if classes == 2 else [])
        scores = {
            average: clean(
                m.precision_recall_fscore_support(truth, predicted, average=average, sample_weight=w)[:3]
            )
            for average in averages
        }
        each = m.precision_recall_fscore_support(truth, predicted, average=None, sample_weight=w)
        case[name] = {
            "accuracy": m.accuracy_score(truth, predicted, sample_weight=w),
            "confusion": clean(m.confusion_matrix(truth, predicted, sample_weight=w)),
            "normalized": clean(
                m.confusion_matrix(truth, predicted, sample_weight=w, normalize="true")
            ),
            "averages": scores,
            "each": [clean(part) for part in each],
            "fbeta": m.fbeta_score(truth, predicted, beta=2, average="macro", sample_weight=w),
            "logLoss": m.log_loss(truth, proba, sample_weight=w),
            "rocAuc": m.roc_auc_score(truth, proba[:, 1], sample_weight=w)
            if classes == 2
            else {
                average: m.roc_auc_score(
                    truth, proba, multi_class="ovr", average=average, sample_weight=w
                )
                for average in ("macro", "weighted")
            },
        }
    if classes > 2:
        case["ovo"] = {
            average: m.roc_auc_score(truth, proba, multi_class="ovo", average=average)
            for average in ("macro", "weighted")
        }
    return case


def regression(rng, n):
    truth = rng.normal(size=n) * 10
    predicted = truth + rng.normal(size=n)
    weight = rng.random(n) * 2
    residuals = truth - predicted
    case = {
        "truth": truth.tolist(),
        "predicted": predicted.tolist(),
        "weight": weight.tolist(),
        "quantiles": clean(
            np.quantile(residuals, [0.05, 0.25, 0.5, 0.75, 0.95], method="averaged_inverted_cdf")
        ),
        "std": float(residuals.std()),
        "skewness": float(((residuals - residuals.mean()) ** 3).mean() / residuals.std() ** 3),
    }
    for name, w in (("plain", None), ("weighted", weight)):
        case[name] = {
            "r2": m.r2_score(truth, predicted, sample_weight=w),
            "mse": m.mean_squared_error(truth, predicted, sample_weight=w),
            "rmse": m.root_mean_squared_error(truth, predicted, sample_weight=w),
            "mae": m.mean_absolute_error(truth, predicted, sample_weight=w),
            "mape": m.mean_absolute_percentage_error(truth, predicted, sample_weight=w),
        }
    return case


def make():
    rng = np.random.default_rng(0)
    names = ["ant", "bee", "wasp"]
    truth = [names[i] for i in rng.integers(0, 3, 30)]
    predicted = [names[i] for i in rng.integers(0, 2, 30)]
    return {
        "binary": classification(rng, 60, 2),
        "multi": classification(rng, 90, 4),
        "regression": regression(rng, 50),
        "named": {
            "truth": truth,
            "predicted": predicted,
            "text": m.classification_report(truth, predicted, zero_division=0),
            "partial": m.classification_report(
                truth, predicted, labels=["ant", "wasp"], zero_division=0
            ),
        },
        "extremes": {
            "logLoss": m.log_loss([0, 1, 1], [[1.0, 0.0], [1.0, 0.0], [0.2, 0.8]]),
            "mape": m.mean_absolute_percentage_error([0.0, 1.0], [0.5, 1.0]),
            "r2Constant": m.r2_score([3.0, 3.0], [3.0, 3.0]),
            "r2ConstantMissed": m.r2_score([3.0, 3.0], [3.0, 4.0]),
        },
    }
