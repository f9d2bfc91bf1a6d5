"""Reference values of small random cases: ties, scores and probabilities on the edges of bins, weights that do not
sum exactly, one label only, constant predictions. Scores of 1e9 stand for infinite ones, which scikit-learn refuses."""

import warnings

import numpy as np
from sklearn import metrics as m
from sklearn.calibration import calibration_curve

CASES = 40


def clean(values):
    """NaN as null, infinity as text."""
    flat = np.asarray(values, dtype=float)
    if flat.ndim == 0:
        if np.isinf(flat):
            return "Infinity" if flat > 0 else "-Infinity"
        return None if np.isnan(flat) else float(flat)
    return [clean(value) for value in flat]


def weights(rng, kind, n):
    if kind == 0:
        return None
    weight = [rng.random(n).round(3), rng.integers(0, 3, n), rng.integers(1, 4, n) * 0.1][kind - 1]
    return weight if weight.sum() > 0 else None


def scores(rng, kind, n):
    if kind == 0:
        return rng.normal(size=n).round(3)
    if kind == 1:
        return rng.integers(-2, 3, n).astype(float)
    return np.where(rng.random(n) < 0.3, 1e9 * rng.choice([-1, 1], n), rng.integers(-2, 3, n))


def case(rng, at):
    n = int(rng.integers(2, 25))
    flags = (rng.random(n) < rng.choice([0.1, 0.5, 0.9])).astype(int)
    score = scores(rng, at % 3, n)
    share = rng.integers(0, 11, n) * 0.1 if at % 2 else rng.random(n).round(2)
    share = np.minimum(share, 1)
    weight = weights(rng, at // 3 % 4, n)
    labels, predicted = rng.integers(0, 3, (2, n))
    if at % 7 == 0:
        predicted[:] = predicted[0]
    if at % 11 == 0:
        labels[:] = labels[0]
    truth = rng.normal(size=n).round(int(rng.choice([0, 1, 5])))
    guess = (truth + rng.normal(size=n)).round(int(rng.choice([0, 1, 5])))
    proba = rng.dirichlet(np.ones(3), n).round(1)
    proba[:, 2] = 1 - proba[:, 0] - proba[:, 1]
    proba = np.clip(proba, 0, 1)
    proba /= proba.sum(axis=1, keepdims=True)
    bins = int(rng.integers(1, 12))
    w = {"sample_weight": weight}
    # scikit-learn's weighted medians compare sums exactly, so that they depend on the unit of the weights.
    whole = {"sample_weight": None if weight is None else np.rint(weight * 1000)}
    curves = {
        name: [clean(part) for part in curve(flags, score, drop_intermediate=drop, **w)]
        for drop in (False, True)
        for name, curve in (
            (f"roc{drop}", m.roc_curve),
            (f"precisionRecall{drop}", m.precision_recall_curve),
            (f"det{drop}", m.det_curve),
        )
        if "det" not in name or has_several(flags, weight)
    }
    for strategy in ("uniform", "quantile"):
        curves[strategy] = [clean(part) for part in calibration_curve(flags, share, n_bins=bins, strategy=strategy)]
    values = {
        "averagePrecision": m.average_precision_score(flags, score, **w),
        "brier": m.brier_score_loss(flags, share, pos_label=1, **w),
        "matthews": m.matthews_corrcoef(labels, predicted, **w),
        "balanced": m.balanced_accuracy_score(labels, predicted, **w),
        "kappa": m.cohen_kappa_score(labels, predicted, weights="linear", **w),
        "jaccard": m.jaccard_score(labels, predicted, average="macro", zero_division=0, **w),
        "median": m.median_absolute_error(truth, guess, **whole),
        "explained": m.explained_variance_score(truth, guess, **w),
        "d2Absolute": m.d2_absolute_error_score(truth, guess, **whole),
        "d2Pinball": m.d2_pinball_score(truth, guess, alpha=0.3, **whole),
        "d2LogLoss": m.d2_log_loss_score(labels, proba, labels=[0, 1, 2], **w),
    }
    if has_several(labels, weight):  # else 1 - loss / 0, or what rounding makes of the 0
        values["d2Brier"] = m.d2_brier_score(labels, proba, labels=[0, 1, 2], **w)
    if has_several(flags, weight):
        values["rocAuc"] = m.roc_auc_score(flags, score, **w)
        values["partial"] = m.roc_auc_score(flags, score, max_fpr=0.3, **w)
    return {
        "flags": flags.tolist(),
        "score": score.tolist(),
        "share": share.tolist(),
        "weight": None if weight is None else weight.tolist(),
        "labels": labels.tolist(),
        "predicted": predicted.tolist(),
        "truth": truth.tolist(),
        "guess": guess.tolist(),
        "proba": proba.tolist(),
        "bins": bins,
        "curves": curves,
        "values": {name: clean(value) for name, value in values.items()},
    }


def has_several(labels, weight):
    seen = labels if weight is None else labels[weight > 0]
    return len(set(seen.tolist())) > 1


def make():
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(11)
    return {"cases": [case(rng, at) for at in range(CASES)]}
