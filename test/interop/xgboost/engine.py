"""What XGBoost says of model files, for tests that are asked to run it: `engine.py FOLDER`.

FOLDER has files of models, `rows.bin` (float64, row by row) and `ask.json`: { columns, files }.
Writes `said.json`: its version, and for each file margins, leaves, contributions of the first rows, and what is left after a
round of further training.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
import xgboost as xgb

warnings.filterwarnings("ignore")
CONTRIBUTIONS = 50


def main(folder):
    ask = json.loads((folder / "ask.json").read_text())
    X = np.fromfile(folder / "rows.bin", dtype=np.float64).reshape(-1, ask["columns"])
    said = {"version": xgb.__version__, "files": {}}
    for file in ask["files"]:
        try:
            said["files"][file] = ask_one(folder / file, X)
        except Exception as error:
            said["files"][file] = {"error": str(error).splitlines()[0]}
    (folder / "said.json").write_text(json.dumps(said))


def ask_one(path, X):
    booster = xgb.Booster()
    booster.load_model(path)
    types = booster.feature_types
    rows = xgb.DMatrix(X, feature_types=types, enable_categorical=True)
    first = xgb.DMatrix(X[:CONTRIBUTIONS], feature_types=types, enable_categorical=True)
    margins = booster.predict(rows, output_margin=True)
    return {
        "margins": margins.reshape(len(X), -1).tolist(),
        "predictions": booster.predict(first).tolist(),
        "leaves": booster.predict(rows, pred_leaf=True).reshape(len(X), -1).astype(int).tolist(),
        "contributions": booster.predict(first, pred_contribs=True).tolist(),
        "rounds": booster.num_boosted_rounds(),
        "further": train_further(booster, X, types),
    }


def train_further(booster, X, types):
    """Rounds after two more, and whether those before still say the same."""
    config = json.loads(booster.save_config())
    objective = config["learner"]["objective"]["name"]
    params = {"objective": objective, "max_depth": 3, "tree_method": "hist", "nthread": 1}
    classes = int(config["learner"]["learner_model_param"]["num_class"])
    rng = np.random.default_rng(0)
    labels = rng.integers(0, max(2, classes), len(X)) if classes or "binary" in objective else 1 + rng.random(len(X))
    if classes:
        params["num_class"] = classes
    if "quantile" in objective:
        params["quantile_alpha"] = 0.9
    if "tweedie" in objective:
        params["tweedie_variance_power"] = 1.3
    # Training takes whole categories alone, where predicting takes any number.
    rows = X.copy()
    for j, kind in enumerate(types or []):
        if kind == "c":
            rows[~((rows[:, j] >= 0) & (rows[:, j] < 100) & (rows[:, j] % 1 == 0)), j] = np.nan
    data = xgb.DMatrix(rows, labels, feature_types=types, enable_categorical=True)
    before = booster.num_boosted_rounds()
    further = xgb.train(params, data, 2, xgb_model=booster)
    same = np.array_equal(
        further.predict(data, output_margin=True, iteration_range=(0, before)),
        booster.predict(data, output_margin=True),
    )
    return {"rounds": further.num_boosted_rounds() - before, "same": bool(same)}


main(Path(sys.argv[1]))
