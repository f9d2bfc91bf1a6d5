"""Reference values of TargetEncoder, cross-fitted."""

import warnings

import numpy as np
from sklearn.preprocessing import TargetEncoder


def make():
    warnings.simplefilter("ignore")  # shuffle is deprecated in 1.9
    rng = np.random.default_rng(0)
    n = 53
    letters = [["abcde"[v] for v in rng.integers(0, 5, n)], ["xyz"[v] for v in rng.integers(0, 3, n)]]
    X = np.array(letters, dtype=object).T
    targets = {
        "continuous": rng.normal(size=n).round(3),
        "binary": (rng.random(n) < 0.4).astype(int),
        "multiclass": rng.integers(0, 3, n),
    }
    fits = []
    for target_type, y in targets.items():
        for smooth in ("auto", 2.5):
            for cv in (5, 3):
                encoder = TargetEncoder(target_type=target_type, smooth=smooth, cv=cv, shuffle=False)
                fits.append(
                    {
                        "targetType": target_type,
                        "smooth": smooth,
                        "cv": cv,
                        "crossFitted": encoder.fit_transform(X, y)[::4].tolist(),
                        "out": encoder.transform(X)[::4].tolist(),
                        "names": encoder.get_feature_names_out().tolist(),
                    }
                )
    return {"X": X.tolist(), "y": {name: y.tolist() for name, y in targets.items()}, "fits": fits}
