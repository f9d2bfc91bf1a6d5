"""Reference values of curves, scores of probabilities and decisions, and further errors of numbers."""

import numpy as np
from sklearn import metrics as m
from sklearn.calibration import calibration_curve


def clean(values):
    return [None if np.isinf(v) else float(v) for v in np.asarray(values, dtype=float)]


def curves(rng, n, decimals):
    truth = rng.integers(0, 2, n)
    score = np.round(rng.normal(size=n) + truth, decimals)
    weight = rng.integers(0, 4, n) / 2
    case = {"truth": truth.tolist(), "score": score.tolist(), "weight": weight.tolist()}
    for name, w in (("plain", None), ("weighted", weight)):
        roc = {}
        for drop in (True, False):
            fpr, tpr, thresholds = m.roc_curve(truth, score, sample_weight=w, drop_intermediate=drop)
            roc["dropped" if drop else "all"] = {
                "fpr": clean(fpr),
                "tpr": clean(tpr),
                "thresholds": clean(thresholds),
            }
        recalls = {}
        for drop in (True, False):
            precision, recall, thresholds = m.precision_recall_curve(
                truth, score, sample_weight=w, drop_intermediate=drop
            )
            recalls["dropped" if drop else "all"] = {
                "precision": clean(precision),
                "recall": clean(recall),
                "thresholds": clean(thresholds),
            }
        probability = 1 / (1 + np.exp(-score))
        case[name] = {
            "roc": roc,
            "precisionRecall": recalls,
            "averagePrecision": m.average_precision_score(truth, score, sample_weight=w),
            "partial": {
                str(share): m.roc_auc_score(truth, score, max_fpr=share, sample_weight=w)
                for share in (0.1, 0.35, 1.0)
            },
            "hinge": m.hinge_loss(truth, score, sample_weight=w),
            "brier": m.brier_score_loss(truth, probability, sample_weight=w),
            "topOne": m.top_k_accuracy_score(truth, score, k=1, sample_weight=w),
        }
    case["probability"] = probability.tolist()
    case["calibration"] = {
        strategy: [clean(part) for part in calibration_curve(truth, probability, n_bins=7, strategy=strategy)]
        for strategy in ("uniform", "quantile")
    }
    return case


def classes(rng, n, k):
    truth = rng.integers(0, k, n)
    predicted = np.where(rng.random(n) < 0.6, truth, rng.integers(0, k, n))
    proba = np.round(rng.dirichlet(np.ones(k), n), 2)
    proba[:, -1] = 1 - proba[:, :-1].sum(axis=1)
    proba = np.clip(proba, 0, 1)
    proba /= proba.sum(axis=1, keepdims=True)
    decision = np.round(rng.normal(size=(n, k)), 1)
    weight = rng.random(n) * 2
    case = {
        "truth": truth.tolist(),
        "predicted": predicted.tolist(),
        "proba": proba.tolist(),
        "decision": decision.tolist(),
        "weight": weight.tolist(),
    }
    for name, w in (("plain", None), ("weighted", weight)):
        scores = {
            "balanced": m.balanced_accuracy_score(truth, predicted, sample_weight=w),
            "adjusted": m.balanced_accuracy_score(truth, predicted, sample_weight=w, adjusted=True),
            "matthews": m.matthews_corrcoef(truth, predicted, sample_weight=w),
            "kappa": {
                str(weights): m.cohen_kappa_score(truth, predicted, weights=weights, sample_weight=w)
                for weights in (None, "linear", "quadratic")
            },
            "jaccard": {
                average: m.jaccard_score(truth, predicted, average=average, sample_weight=w)
                for average in ["macro", "micro", "weighted"] + (["binary"] if k == 2 else [])
            },
            "jaccardEach": m.jaccard_score(truth, predicted, average=None, sample_weight=w).tolist(),
            "brier": m.brier_score_loss(truth, proba, sample_weight=w),
            "brierHalved": m.brier_score_loss(truth, proba, sample_weight=w, scale_by_half=True),
        }
        if k > 2:
            scores["hinge"] = m.hinge_loss(truth, decision, sample_weight=w)
            scores["top"] = [m.top_k_accuracy_score(truth, proba, k=j, sample_weight=w) for j in (1, 2, 3)]
            scores["averagePrecision"] = {
                average: m.average_precision_score(truth, proba, average=average, sample_weight=w)
                for average in ("macro", "weighted", "micro")
            }
            scores["rocMicro"] = m.roc_auc_score(
                truth, proba, multi_class="ovr", average="micro", sample_weight=w
            )
            scores["rocEach"] = m.roc_auc_score(
                truth, proba, multi_class="ovr", average=None, sample_weight=w
            ).tolist()
        case[name] = scores
    return case


def numbers(rng, n):
    truth = rng.normal(size=n) * 3 + 5
    predicted = truth + rng.normal(size=n)
    weight = rng.integers(0, 4, n) / 2
    up = np.exp(truth / 3)
    up_predicted = np.exp(predicted / 3)
    case = {
        "truth": truth.tolist(),
        "predicted": predicted.tolist(),
        "weight": weight.tolist(),
        "maxError": m.max_error(truth, predicted),
    }
    for name, w in (("plain", None), ("weighted", weight)):
        case[name] = {
            "median": m.median_absolute_error(truth, predicted, sample_weight=w),
            "explained": m.explained_variance_score(truth, predicted, sample_weight=w),
            "pinball": [
                m.mean_pinball_loss(truth, predicted, alpha=a, sample_weight=w) for a in (0.1, 0.5, 0.9)
            ],
            "squaredLog": m.mean_squared_log_error(up, up_predicted, sample_weight=w),
            "rootSquaredLog": m.root_mean_squared_log_error(up, up_predicted, sample_weight=w),
        }
    return case


def make():
    rng = np.random.default_rng(7)
    return {
        "ties": curves(rng, 60, 1),
        "fine": curves(rng, 40, 6),
        "two": classes(rng, 60, 2),
        "four": classes(rng, 80, 4),
        "numbers": numbers(rng, 51),
        "scorers": sorted(m.get_scorer_names()),
    }
