"""Least-squares problems with their exact solutions, from rational arithmetic on the stored digits,
and the errors of scikit-learn's LinearRegression and of LAPACK's gelsd on the same data."""

from fractions import Fraction

import numpy as np
from scipy.linalg import lstsq
from sklearn.linear_model import LinearRegression


def row_reduced(A):
    """Reduced row echelon form without zero rows, and the pivot columns."""
    A = [row[:] for row in A]
    pivots = []
    for j in range(len(A[0])):
        r = len(pivots)
        i = next((i for i in range(r, len(A)) if A[i][j] != 0), None)
        if i is None:
            continue
        A[r], A[i] = A[i], A[r]
        A[r] = [value / A[r][j] for value in A[r]]
        for i in range(len(A)):
            if i != r and A[i][j] != 0:
                A[i] = [a - A[i][j] * b for a, b in zip(A[i], A[r])]
        pivots.append(j)
    return A[: len(pivots)], pivots


def solve(A, b):
    reduced, _ = row_reduced([row + [value] for row, value in zip(A, b)])
    return [row[-1] for row in reduced]


def product(A, B):
    columns = list(zip(*B))
    return [[sum(a * b for a, b in zip(row, column)) for column in columns] for row in A]


def exact_fit(X, y, weights, intercept):
    """Minimum-norm weighted least squares: X = C F with independent columns C, rows F."""
    total = sum(weights)
    mean = [0] * len(X[0])
    y_mean = Fraction(0)
    if intercept:
        mean = [sum(w * x for w, x in zip(weights, column)) / total for column in zip(*X)]
        y_mean = sum(w * v for w, v in zip(weights, y)) / total
    used = [i for i, w in enumerate(weights) if w > 0]
    centred = [[x - m for x, m in zip(X[i], mean)] for i in used]
    F, pivots = row_reduced(centred)
    coef = [Fraction(0)] * len(X[0])
    if pivots:
        C = [[row[j] for j in pivots] for row in centred]
        Ct = [[weights[i] * value for i, value in zip(used, column)] for column in zip(*C)]
        inner = solve(product(Ct, C), [r[0] for r in product(Ct, [[y[i] - y_mean] for i in used])])
        Ft = [list(column) for column in zip(*F)]
        outer = solve(product(F, Ft), inner)
        coef = [sum(f * v for f, v in zip(row, outer)) for row in Ft]
    at_zero = y_mean - sum(m * c for m, c in zip(mean, coef))
    return coef, at_zero, len(pivots)


def errors(X, y, spread, coef, intercept, exact_coef, exact_intercept):
    """Error of the coefficients, and of the predictions, each beside the largest of its kind.

    A coefficient is multiplied by the spread of its feature first, so that units do not matter.
    """
    sizes = [abs(c) * Fraction(s) for c, s in zip(exact_coef, spread)]
    wrong = [abs(Fraction(c) - e) * Fraction(s) for c, e, s in zip(coef, exact_coef, spread)]
    predicted = lambda row: sum(x * Fraction(c) for x, c in zip(row, coef)) + Fraction(intercept)
    expected = lambda row: sum(x * c for x, c in zip(row, exact_coef)) + exact_intercept
    off = max(abs(predicted(row) - expected(row)) for row in X)
    return {
        "coef": float(max(wrong) / (max(sizes) or 1)),
        "predictions": float(off / (max(map(abs, y)) or 1)),
    }


def gelsd_fit(X, y, weights, intercept):
    """What scikit-learn would give with LAPACK's own rank rule, machine epsilon."""
    weights = np.ones(len(y)) if weights is None else np.array(weights)
    mean = np.average(X, axis=0, weights=weights) if intercept else np.zeros(X.shape[1])
    y_mean = np.average(y, weights=weights) if intercept else 0.0
    root = np.sqrt(weights)
    coef = lstsq((X - mean) * root[:, None], (y - y_mean) * root)[0]
    return coef.tolist(), float(y_mean - mean @ coef)


def case(name, X, y, weights=None, intercept=True, meant=None):
    """`meant`: the samples before rounding made dependent columns differ, as fractions."""
    X = np.asarray(X, dtype=float)
    y = np.asarray(y, dtype=float)
    exact_X = meant or [[Fraction(x) for x in row] for row in X.tolist()]
    exact_y = [Fraction(v) for v in y.tolist()]
    w = [Fraction(v) for v in (weights or [1.0] * len(y))]
    coef, at_zero, rank = exact_fit(exact_X, exact_y, w, intercept)
    model = LinearRegression(fit_intercept=intercept).fit(X, y, sample_weight=weights)
    spread = [float(max(abs(x - c[0]) for x in c) or 1) for c in zip(*exact_X)]
    error = lambda fit: errors(exact_X, exact_y, spread, *fit, coef, at_zero)
    return {
        "name": name,
        "X": X.tolist(),
        "y": y.tolist(),
        "sampleWeight": weights,
        "fitIntercept": intercept,
        "coef": [float(c) for c in coef],
        "intercept": float(at_zero),
        "rank": rank,
        "spread": spread,
        "scikitLearn": error((model.coef_.tolist(), float(model.intercept_))),
        "gelsd": error(gelsd_fit(X, y, weights, intercept)),
    }


def cases():
    rng = np.random.default_rng(7)
    normal = lambda *shape: rng.standard_normal(shape)
    n = 24
    X = normal(n, 4)
    y = X @ [1, -2, 0.5, 3] + 2 + 0.3 * normal(n)
    scales = np.array([1e-6, 1e-2, 1e2, 1e6])
    whole = rng.integers(-8, 9, (n, 3)).astype(float)
    yield case("plain", X, y)
    yield case("no intercept", X, y, intercept=False)
    yield case("exactly linear", whole, whole @ [1, 2, 3] + 4)
    yield case("a column twice", X[:, [0, 1, 0, 2]], y)
    yield case("a column three times, no intercept", X[:, [1, 1, 0, 1]], y, intercept=False)
    yield case("a sum of columns", np.c_[whole, whole[:, 0] + whole[:, 1]], y)
    yield case("a column in two units", np.c_[X, 1024 * X[:, 0]], y)
    yield case("two dependencies", np.c_[whole, whole[:, :2] @ [[1, 2], [-1, 1]]], y)
    group = rng.integers(0, 3, n)
    yield case("one-hot with intercept", np.c_[np.eye(3)[group], X[:, :2]], y)
    yield case("scales from 1e-6 to 1e6", X * scales, y)
    yield case("scales from 1e-6 to 1e6 and a column twice", (X * scales)[:, [0, 1, 2, 3, 1]], y)
    yield case(
        "scales from 1e-6 to 1e6 and a sum of columns",
        np.c_[X[:, :2] * [1e-6, 1e6], whole, whole @ [1, 1, 2]],
        y,
    )
    far = X + 1e7
    yield case("far from zero", far, y)
    yield case("far from zero, y too", far, y + 1e7)
    yield case("far from zero and a column twice", far[:, [0, 1, 1]], y)
    rounded = np.c_[far, far[:, 0] + far[:, 1]]
    sums = [[*map(Fraction, row), Fraction(row[0]) + Fraction(row[1])] for row in far.tolist()]
    yield case("far from zero and a rounded sum of columns", rounded, y, meant=sums)
    yield case("a constant column", np.c_[X, np.full(n, 0.1)], y)
    yield case("constant columns only", np.full((n, 2), 0.1), y)
    yield case("a constant column, no intercept", np.c_[X, np.ones(n)], y, intercept=False)
    yield case("a constant column and a column twice", np.c_[X, X[:, 0], np.full(n, 1e7)], y)
    yield case("constant y", X, np.full(n, 0.3))
    weights = rng.integers(0, 4, n).astype(float).tolist()
    yield case("weights", X, y, weights)
    yield case("weights, no intercept", X, y, weights, intercept=False)
    yield case("weights of many sizes", X, y, (10.0 ** rng.integers(-6, 7, n)).tolist())
    yield case("weights and a column twice", X[:, [0, 1, 0]], y, weights)
    few = [1.0, 0.0, 2.0] + [0.0] * (n - 3)
    yield case("fewer weighted rows than columns", whole, y, few)
    yield case("one row", [[3.0, 4.0]], [5.0])
    yield case("one row, no intercept", [[3.0, 4.0]], [5.0], intercept=False)
    yield case("one feature", X[:, :1], y)
    yield case("two rows", [[1.0], [2.0]], [3.0, 5.0])
    yield case("as many rows as columns", X[:4], y[:4])
    yield case("as many rows as columns, no intercept", X[:4], y[:4], intercept=False)
    wide = normal(5, 12)
    yield case("wide", wide, y[:5])
    yield case("wide, no intercept", wide, y[:5], intercept=False)
    yield case("wide, far from zero", wide + 1e7, y[:5])
    yield case("wide, rows twice", wide[[0, 1, 2, 1, 0]], y[:5])
    yield case("wide, weights", wide, y[:5], [1.0, 2.0, 0.0, 1.0, 0.5])
    yield case("wide, scales", wide * 10.0 ** np.arange(-6, 6), y[:5])
    near = lambda size: np.c_[X, X[:, 0] + size * normal(n)]
    for size in [1e-3, 1e-5, 1e-7, 1e-9]:
        yield case(f"nearly dependent columns, {size:g}", near(size), y)
    almost = near(1e-8)
    steep = y + 1e8 * (almost[:, 4] - almost[:, 0])
    yield case("nearly dependent columns, one of them twice", almost[:, [0, 1, 2, 3, 4, 0]], steep)
    x = np.arange(21.0)
    powers = x[:, None] ** np.arange(1, 6)
    yield case("NIST Wampler1: a polynomial of degree 5", powers, (x[:, None] ** np.arange(6)).sum(1))
    yield case("NIST Wampler2", powers, (x[:, None] ** np.arange(6)) @ (10.0 ** -np.arange(6)))
    t = np.linspace(0, 1, n)
    yield case("a polynomial of degree 8", t[:, None] ** np.arange(1, 9), np.exp(t))
    yield case("features of size 1e-160", X * 1e-160, y)
    yield case("features of size 1e150", X * 1e150, y)


def positive_cases():
    rng = np.random.default_rng(11)
    for n, d in [(20, 3), (30, 8), (8, 8), (5, 12), (40, 20)]:
        X = rng.standard_normal((n, d)) + 0.5 * rng.standard_normal((n, 1))
        y = X @ rng.standard_normal(d) + rng.standard_normal(n)
        for intercept in [True, False]:
            model = LinearRegression(positive=True, fit_intercept=intercept).fit(X, y)
            yield {
                "X": X.tolist(),
                "y": y.tolist(),
                "fitIntercept": intercept,
                "coef": model.coef_.tolist(),
                "intercept": float(model.intercept_),
            }


def make():
    return {"cases": list(cases()), "positive": list(positive_cases())}
