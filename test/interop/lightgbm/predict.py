"""What LightGBM says of rows, for engine.slow.test.ts: reads [{ text, X }] and writes its answers beside it."""

import json
import sys

import lightgbm
import numpy as np

answers = []
for task in json.load(open(sys.argv[1])):
    booster = lightgbm.Booster(model_str=task["text"])
    X = np.array([[np.nan if x is None else x for x in row] for row in task["X"]], dtype=float)
    answers.append(
        {
            "raw": booster.predict(X, raw_score=True).reshape(len(X), -1).tolist(),
            "predict": booster.predict(X).tolist(),
            "leaves": booster.predict(X, pred_leaf=True).reshape(len(X), -1).tolist(),
            "contributions": booster.predict(X[:24], pred_contrib=True).tolist(),
        }
    )
json.dump({"lightgbm": lightgbm.__version__, "answers": answers}, open(sys.argv[1] + ".answers", "w"))
