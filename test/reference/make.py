"""Rebuild the reference values: `npm run reference` for all, `npm run reference -- metrics` for some.

Each script beside this one has a function `make()` that returns what goes into the JSON file of its
name. Needs Python with the newest scikit-learn, XGBoost, LightGBM and mpmath; no test and no user needs it.
"""

import importlib
import json
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

HERE = Path(__file__).parent
LIBRARIES = ["numpy", "scipy", "scikit-learn", "xgboost", "lightgbm", "safetensors", "mpmath", "onnx", "onnxruntime"]


def installed_versions():
    found = {"python": platform.python_version()}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            pass
    return found


def main():
    sys.path.insert(0, str(HERE))
    names = sys.argv[1:] or sorted(p.stem for p in HERE.glob("*.py") if p.stem != "make")
    for name in names:
        values = importlib.import_module(name).make()
        document = {"versions": installed_versions(), **values}
        (HERE / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n")
        print(f"wrote {name}.json")


if __name__ == "__main__":
    main()
