"""The scores of scikit-learn in the four jobs of examples/jobs, on the same tables (which the examples make), the
same rows held out, and models of the same kind and settings. Learning is from all rows that are not held out."""

import io
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_rand_score, average_precision_score, r2_score, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

ROOT = Path(__file__).parents[2]


def table(name):
    command = ["npx", "tsx", "examples/support/job-tables.ts", name]
    made = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return pd.read_csv(io.StringIO(made.stdout))


def dated(X, column):
    """The date as a number of days, since scikit-learn reads none."""
    days = pd.to_datetime(X[column]).map(pd.Timestamp.toordinal)
    return X.assign(**{column: days})


def parts(name, target, date):
    made = dated(table(name), date)
    X, y = made.drop(columns=target), made[target]
    held_out = np.arange(len(made)) % 5 == 0
    return X[~held_out], X[held_out], y[~held_out], y[held_out]


def columns(X, number_steps):
    """Each category a column of its own, and the steps for the numbers."""
    text = X.select_dtypes(exclude="number").columns
    filled = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore", sparse_output=False))
    return make_column_transformer((number_steps, X.columns.difference(text)), (filled, text))


def make():
    fill_and_scale = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())

    X, X_test, y, y_test = parts("churn", "churn", "joined")
    churn = make_pipeline(columns(X, fill_and_scale), LogisticRegression(C=0.1)).fit(X, y)
    churn_auc = roc_auc_score(y_test == "yes", churn.predict_proba(X_test)[:, 1])

    boosting = {"learning_rate": 0.1, "max_depth": 4, "random_state": 0}
    X, X_test, y, y_test = parts("houses", "price", "sold")
    houses = make_pipeline(columns(X, "passthrough"), HistGradientBoostingRegressor(max_iter=100, **boosting)).fit(X, y)
    house_r2 = r2_score(y_test, houses.predict(X_test))

    X, X_test, y, y_test = parts("fraud", "fraud", "paid")
    fraud = make_pipeline(columns(X, "passthrough"), HistGradientBoostingClassifier(max_iter=60, **boosting)).fit(X, y)
    fraud_ap = average_precision_score(y_test == "yes", fraud.predict_proba(X_test)[:, 1])

    shoppers = table("segments")
    X = fill_and_scale.fit_transform(shoppers.drop(columns="habit"))
    labels = KMeans(n_clusters=3, n_init=10, random_state=0).fit_predict(X)
    return {
        "scores": {
            "churn": churn_auc,
            "house-prices": house_r2,
            "segments": adjusted_rand_score(shoppers["habit"], labels),
            "fraud": fraud_ap,
        }
    }
