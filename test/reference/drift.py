"""Reference values of the tests behind driftReport: SciPy's."""

import numpy as np
from scipy import stats


def samples(seed, n, m, shift, ties=False):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=n), rng.normal(shift, 1.2, size=m)
    return (np.round(a, 1), np.round(b, 1)) if ties else (a, b)


def kolmogorov_smirnov():
    cases = [(0, 7, 5, 0), (1, 30, 40, 0.5), (2, 30, 40, 3), (3, 1, 9, 0), (4, 64, 64, 0.2)]
    for seed, n, m, shift in cases:
        for ties in (False, True):
            a, b = samples(seed, n, m, shift, ties)
            found = stats.ks_2samp(a, b, method="exact")
            yield {"a": a.tolist(), "b": b.tolist(), "statistic": found.statistic, "pValue": found.pvalue}


def exact_survival():
    """Sizes and |i m - j n|, of samples made to have that statistic: one is shifted along the other."""
    for n, m, apart in [(600, 1000, 15), (2000, 2000, 50), (100, 20000, 3), (17, 400, 6), (1500, 1501, 300)]:
        a = (np.arange(n) + 0.5) / n
        b = (np.arange(m) + 0.5) / m + apart / n
        found = stats.ks_2samp(a, b, method="exact")
        yield {"n": n, "m": m, "reach": round(found.statistic * n * m), "pValue": found.pvalue}


def make():
    one_sample = [(141, 0.125), (150, 0.05), (150, 0.1), (150, 0.2), (400, 0.3), (5000, 0.01), (5000, 0.02),
                  (5000, 0.03), (500000, 0.001), (500000, 0.002), (500000, 0.003), (500000, 0.02), (90, 0.12)]
    tables = [
        [[10, 20, 30], [20, 20, 20]],
        [[500, 300, 200, 1000], [450, 320, 240, 900]],
        [[50, 60], [70, 40]],
        [[10000, 5], [20000, 40]],
    ]
    fisher = [[[8, 2], [1, 5]], [[3, 1000], [0, 2000]], [[100, 2], [1000, 5]], [[0, 7], [6, 9]], [[1, 0], [0, 1]],
              [[4, 99996], [40, 60000]]]
    p_values = np.random.default_rng(9).uniform(size=20) ** 3
    return {
        "kolmogorovSmirnov": list(kolmogorov_smirnov()),
        "exactSurvival": list(exact_survival()),
        "oneSample": [[n, d, stats.kstwo.sf(d, n)] for n, d in one_sample],
        "chiSquare": [[t, *map(float, stats.chi2_contingency(t, correction=False)[:2])] for t in tables],
        "fisher": [[t, float(stats.fisher_exact(t)[1])] for t in fisher],
        "adjusted": [p_values.tolist(), stats.false_discovery_control(p_values).tolist()],
    }
