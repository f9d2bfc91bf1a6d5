"""How far models that fitpredict wrote, loaded by python/load_fitpredict.py, are from the answers they should give.

`python test/interop/sklearn/load_models.py MODELS ANSWERS`: a folder of models, and the answers.json of sklearn_models.py.
Prints, as JSON, the largest difference of each method of each model.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "python"))

from load_fitpredict import load  # noqa: E402


def rows_of(described):
    if "records" in described:
        import pandas

        return pandas.DataFrame(described["records"])
    rows = described["rows"]
    if any(isinstance(cell, str) and cell != "nan" for row in rows for cell in row):
        return np.array([[np.nan if cell == "nan" else cell for cell in row] for row in rows], dtype=object)
    return np.array([[float(cell) for cell in row] for row in rows])


def distance(said, expected):
    said, expected = np.asarray(said), np.asarray(expected)
    if said.shape != expected.shape:
        return f"shape {said.shape} instead of {expected.shape}"
    if expected.dtype.kind != "f" and not (said.dtype.kind == "f" and expected.dtype.kind in "iU"):
        return 0.0 if np.array_equal(said, expected) else f"{said[:3]} instead of {expected[:3]}"
    said, expected = said.astype(float), expected.astype(float)
    apart = np.abs(said - expected) / np.maximum(1, np.abs(expected))
    apart[np.isnan(said) & np.isnan(expected)] = 0
    return float(np.max(apart, initial=0))


def compare(folder, answers):
    document = json.loads((answers / "answers.json").read_text())
    found = {}
    for name, case in document["cases"].items():
        model = load(folder / f"{name}.safetensors")
        described = document["inputs"][case["input"]]
        for method, expected in case["answers"].items():
            member = getattr(model, method)
            if callable(member):
                labels = name == "label-encoder"
                member = member(np.array(described["rows"]) if labels else rows_of(described))
            if hasattr(member, "toarray"):
                member = member.toarray()
            found[f"{name}.{method}"] = distance(member, expected)
    return found


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        print(json.dumps(compare(Path(sys.argv[1]), Path(sys.argv[2]))))
