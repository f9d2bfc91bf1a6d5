"""Reference folds of the splitters that do not shuffle: the test part of each sample, over many shapes."""

import warnings

import numpy as np
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    LeaveOneGroupOut,
    LeaveOneOut,
    PredefinedSplit,
    StratifiedGroupKFold,
    StratifiedKFold,
    TimeSeriesSplit,
)


def parts(splitter, n, y=None, groups=None):
    """The fold that holds out each sample; -1 for none. The rest is trained on, in order."""
    held = np.full(n, -1)
    for fold, (train, test) in enumerate(splitter.split(np.zeros(n), y, groups)):
        assert (held[test] == -1).all() and train.tolist() == sorted(set(range(n)) - set(test))
        held[test] = fold
    return held.tolist()


def pairs(splitter, n):
    return [[train.tolist(), test.tolist()] for train, test in splitter.split(np.zeros(n))]


def make():
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(15)
    cases = {name: [] for name in ["kFold", "stratified", "group", "stratifiedGroup", "timeSeries", "predefined", "groupOut", "oneOut"]}
    for n, k in [(2, 2), (7, 2), (10, 3), (13, 5), (12, 12), (31, 7)]:
        cases["kFold"].append({"n": n, "nSplits": k, "parts": parts(KFold(k), n)})
    for classes, n, k in [(2, 20, 5), (3, 17, 3), (4, 40, 7), (2, 9, 4), (5, 33, 2), (9, 60, 3), (3, 50, 10)]:
        for draw in range(3):
            y = rng.integers(0, classes, n)
            if draw == 1:
                y = np.sort(y)
            if draw == 2:
                y = np.minimum(rng.geometric(0.4, n) - 1, classes - 1)
            if np.bincount(y).max() < k:
                continue
            cases["stratified"].append({"y": y.tolist(), "nSplits": k, "parts": parts(StratifiedKFold(k), n, y)})
    for n_groups, n, k in [(3, 10, 3), (5, 23, 2), (8, 40, 3), (12, 60, 5), (20, 21, 4), (30, 90, 7), (40, 60, 6)]:
        for draw in range(3):
            groups = rng.integers(0, n_groups, n)
            if draw == 1:
                groups = np.minimum(rng.geometric(0.2, n) - 1, n_groups - 1)
            if draw == 2:
                groups = np.arange(n) % n_groups
            if len(np.unique(groups)) < k:
                continue
            cases["group"].append({"groups": groups.tolist(), "nSplits": k, "parts": parts(GroupKFold(k), n, groups=groups)})
            for classes in (2, 3, 5, 11):
                y = rng.integers(0, classes, n)
                if draw == 1:
                    y = groups % classes
                if np.bincount(y).max() < k:
                    continue
                folds = list(StratifiedGroupKFold(k).split(np.zeros(n), y, groups))
                if any(len(test) == 0 or len(train) == 0 for train, test in folds):
                    continue
                cases["stratifiedGroup"].append(
                    {
                        "y": y.tolist(),
                        "groups": groups.tolist(),
                        "nSplits": k,
                        "parts": parts(StratifiedGroupKFold(k), n, y, groups),
                    }
                )
    for n, k, size, most, gap in [
        (6, 5, None, None, 0),
        (12, 3, None, None, 0),
        (13, 3, None, None, 2),
        (20, 4, 2, None, 0),
        (20, 4, 2, 5, 1),
        (50, 5, None, 7, 3),
        (11, 2, 3, 1, 0),
    ]:
        splitter = TimeSeriesSplit(k, test_size=size, max_train_size=most, gap=gap)
        cases["timeSeries"].append(
            {"n": n, "options": {"nSplits": k, "testSize": size, "maxTrainSize": most, "gap": gap}, "folds": pairs(splitter, n)}
        )
    for folds in ([0, 0, 1, 1], [3, -1, 0, 3, 7, -1, 0], [1, 0, 1, 0, 2]):
        cases["predefined"].append({"testFold": folds, "parts": parts(PredefinedSplit(folds), len(folds))})
    for groups in ([2, 2, 1, 1, 3], [5, 4, 3, 2, 1, 1]):
        cases["groupOut"].append({"groups": groups, "parts": parts(LeaveOneGroupOut(), len(groups), groups=groups)})
    for n in (2, 5):
        cases["oneOut"].append({"n": n, "parts": parts(LeaveOneOut(), n)})
    return cases
