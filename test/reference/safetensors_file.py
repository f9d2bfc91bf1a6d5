"""A file of the reference implementation, and what it reads from a model file of this library."""

from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

FIXTURES = Path(__file__).parent.parent / "fixtures"


def make():
    tensors = {
        "weights": np.array([[0.0, -0.0, np.nan], [np.inf, 1 / 3, 5e-324]]),
        "counts": np.array([-1, 0, 1, 2**31 - 1], dtype=np.int32),
        "codes": np.array([0, 127, 255], dtype=np.uint8),
        "nothing": np.zeros((0, 2), dtype=np.float32),
    }
    save_file(tensors, FIXTURES / "python.safetensors", {"source": "safetensors for Python"})
    with safe_open(FIXTURES / "v1-linear-regression.safetensors", "numpy") as model:
        return {
            "metadata": sorted(model.metadata()),
            "arrays": {name: model.get_tensor(name).tolist() for name in sorted(model.keys())},
        }
