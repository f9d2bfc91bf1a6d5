"""What the Python half of each pair in examples/side-by-side prints, and the imports that it needs."""

import re
from importlib import import_module
from io import StringIO
from pathlib import Path
from token import NAME, OP
from tokenize import generate_tokens

import numpy as np
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.utils.discovery import all_estimators, all_functions
import sklearn.model_selection as model_selection

PAIRS = Path(__file__).parents[2] / "examples" / "side-by-side"
FENCE = re.compile(r"^### (\w+)\n\n```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)

IMPORTS = {
    "np": "import numpy as np",
    "pd": "import pandas as pd",
    "joblib": "import joblib",
    "BytesIO": "from io import BytesIO",
    "StringIO": "from io import StringIO",
    "loguniform": "from scipy.stats import loguniform",
    "uniform": "from scipy.stats import uniform",
}


def make():
    imports = {**sklearn_imports(), **IMPORTS}
    pairs = {}
    for page in sorted(PAIRS.glob("*.md")):
        for name, code in FENCE.findall(page.read_text()):
            needed = [imports[word] for word in names_in(code) if word in imports]
            printed = printed_by("\n".join([*needed, code]))
            pairs[name] = {"code": code, "imports": joined(needed), "printed": printed}
    return {"pairs": pairs}


def sklearn_imports():
    """The import of each public name, from the shortest module that has it."""
    splitters = [(name, getattr(model_selection, name)) for name in model_selection.__all__]
    found = {}
    for name, value in [*all_estimators(), *all_functions(), *splitters]:
        packages = re.sub(r"\._.*", "", value.__module__).split(".")
        modules = [".".join(packages[:n]) for n in range(2, len(packages) + 1)]
        module = next((one for one in modules if hasattr(import_module(one), name)), None)
        if module is not None:
            first = "from sklearn.experimental import enable_halving_search_cv\n" if "Halving" in name else ""
            found[name] = f"{first}from {module} import {name}"
    return found


def names_in(code):
    """The names that a program uses, attributes and what stands in strings left out, each once."""
    tokens = list(generate_tokens(StringIO(code).readline))
    after_dot = {i + 1 for i, token in enumerate(tokens) if token.type == OP and token.string == "."}
    return list(dict.fromkeys(t.string for i, t in enumerate(tokens) if t.type == NAME and i not in after_dot))


def joined(imports):
    """Imports as one writes them: those of a module in one line."""
    lines = {}
    for line in sorted({line for one in imports for line in one.split("\n")}):
        module, _, name = line.partition(" import ")
        lines.setdefault(module, []).append(name)
    return [f"{module} import {', '.join(names)}" if names[0] else module for module, names in lines.items()]


def printed_by(code):
    printed = []
    exec(code, {"print": lambda *values: printed.extend(map(plain, values))})
    return printed


def plain(value):
    """A value as JSON has it."""
    if isinstance(value, (np.ndarray, np.generic)):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return value
