"""What onnxruntime says of 10 000 rows by models that `toONNX` wrote, beside what the models themselves say."""

import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

ROOT = Path(__file__).parents[2]
TYPES = {"double": np.float64, "float": np.float32, "string": object}
RECORDED = 3


def tensor(described):
    values = described["values"]
    if described["type"] != "string":
        values = [np.nan if value is None else value for value in values]
    return np.array(values, dtype=TYPES[described["type"]]).reshape(described["dims"])


def numbers(values):
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def run(file):
    onnx.checker.check_model(str(file), full_check=True)
    described = json.loads(file.with_suffix(".json").read_text())
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    said = session.run(names, {one["name"]: tensor(one) for one in described["inputs"]})
    found = {"rows": len(said[0]), "differentLabels": 0, "largestDifference": 0.0, "firstRows": {}}
    for name, values in zip(names, said):
        own = described["own"][name]
        found["firstRows"][name] = values[:RECORDED].tolist()
        if name == "label":
            found["differentLabels"] = sum(a != b for a, b in zip(values.tolist(), own))
            continue
        own = numbers(own)
        difference = np.abs(values.ravel() - own) / np.maximum(1, np.abs(own))
        difference[np.isnan(own) & np.isnan(values.ravel())] = 0
        found["largestDifference"] = max(found["largestDifference"], float(difference.max()))
    return found


def make():
    with tempfile.TemporaryDirectory() as folder:
        command = ["npx", "tsx", "test/support/write-onnx-cases.ts", folder]
        subprocess.run(command, cwd=ROOT, check=True)
        files = sorted(Path(folder).glob("*.onnx"))
        return {"models": {file.stem: run(file) for file in files}}
