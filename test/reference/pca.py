"""Reference values of PCA."""

from binning import DATA
from sklearn.decomposition import PCA


def fitted(X, whole=True, **options):
    fit = PCA(svd_solver="full", **options).fit(X)
    values = {
        "explainedVariance": fit.explained_variance_.tolist(),
        "explainedVarianceRatio": fit.explained_variance_ratio_.tolist(),
        "singularValues": fit.singular_values_.tolist(),
        "noiseVariance": float(fit.noise_variance_),
    }
    if whole:
        # The first five say whether signs and order are right; of the others only the plane of some is sure.
        values["components"] = fit.components_[:5].tolist()
        values["out"] = fit.transform(X)[::40, :5].tolist()
    return values


def make():
    data = {}
    for name, load in DATA.items():
        X = load().data.astype(float)
        data[name] = {
            "all": fitted(X),
            "two": fitted(X, n_components=2, whiten=True),
            "share": fitted(X, False, n_components=0.9999),
            "mle": fitted(X, False, n_components="mle"),
            "wide": fitted(X.T[:, :60]),
        }
    return {"data": data}
