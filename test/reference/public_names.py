"""The names that scikit-learn shows its users: all estimators and functions but the kernels and tools of its own tests."""

from sklearn.utils.discovery import all_estimators, all_functions
import sklearn.model_selection as model_selection


def make():
    splitters = [name for name in model_selection.__all__ if name[0].isupper()]
    names = {name for name, _ in all_estimators()} | {name for name, _ in all_functions()} | {*splitters}
    return {"names": sorted(names)}
