"""Reference values of QuantileTransformer and PowerTransformer."""

import warnings

import mpmath
import numpy as np
from binning import DATA
from sklearn.preprocessing import PowerTransformer, QuantileTransformer


def some(rows):
    """Every 40th row, with every case in them."""
    return [[None if np.isnan(v) else float(v) for v in row] for row in rows[::40]]


def quantiles(X, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = QuantileTransformer(**options).fit(X)
    out = fit.transform(X)
    return {"out": some(out), "back": some(fit.inverse_transform(out))}


def summit(column, start, method):
    """The lambda at which the likelihood has slope 0, to 30 digits; a search on the likelihood itself finds half of 16."""
    mp = mpmath.mp
    mp.dps = 30
    values = [mp.mpf(float(v)) for v in column if not np.isnan(v)]
    box_cox = method == "box-cox"
    logs = [mp.log(v) if box_cox else mp.sign(v) * mp.log(1 + abs(v)) for v in values]

    def power(s, exponent):
        y = mp.expm1(exponent * s) / exponent
        return y, (s * mp.exp(exponent * s) - y) / exponent

    def slope(exponent):
        pairs = []
        for s in logs:
            if s < 0 and not box_cox:
                y, dy = power(-s, 2 - exponent)
                pairs.append((-y, dy))
            else:
                pairs.append(power(s, exponent))
        mean = mp.fsum(y for y, _ in pairs) / len(pairs)
        variance = mp.fsum((y - mean) ** 2 for y, _ in pairs)
        return mp.fsum((y - mean) * dy for y, dy in pairs) / variance - mp.fsum(logs) / len(logs)

    return float(mp.findroot(slope, (start, start * (1 + mp.mpf("1e-6"))), solver="secant"))


def powers(X, **options):
    fit = PowerTransformer(**options).fit(X)
    method = options.get("method", "yeo-johnson")
    return {
        "lambdas": fit.lambdas_.tolist(),
        "summits": [summit(X[:, j], fit.lambdas_[j], method) for j in range(X.shape[1])],
        "out": some(fit.transform(X)),
    }


def make():
    values = {}
    for name, load in DATA.items():
        X = load().data.astype(float)
        positive = X + 1 if (X <= 0).any() else X
        values[name] = {
            "uniform": quantiles(X),
            "normal": quantiles(X, output_distribution="normal"),
            "few": quantiles(X, n_quantiles=10),
            "yeoJohnson": powers(X),
            "boxCox": powers(positive, method="box-cox"),
            "unscaled": powers(X - X[0], standardize=False),
        }
    rng = np.random.default_rng(3)
    gaps = rng.gamma(2, size=(60, 3)) * [1, 1e6, 1e-6]
    gaps[rng.random(gaps.shape) < 0.2] = np.nan
    return {
        "data": values,
        "missing": {
            "X": [[None if np.isnan(v) else float(v) for v in row] for row in gaps],
            "quantile": quantiles(gaps, output_distribution="normal"),
            "yeoJohnson": powers(gaps),
            "boxCox": powers(gaps, method="box-cox"),
        },
    }
