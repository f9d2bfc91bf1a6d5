#!/usr/bin/env bash
# Installs the newest peers that the benchmark compares with: the native ones into a Python environment in the user's cache
# (FOLDER as the first argument puts it elsewhere), the JavaScript ones into bench/peers/node_modules. Nothing of it is part
# of the project. Needs Python 3 with venv, and npm.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/fitpredict-bench}

[ -x "$python/bin/python" ] || python3 -m venv "$python"
"$python/bin/pip" install --quiet --upgrade scikit-learn xgboost lightgbm pandas shap
echo "Python peers in $python"

# By name and not from the ranges of package.json, which would keep old major versions; no install scripts are run.
names=$(node -p "Object.keys(require('$here/package.json').dependencies).map((name) => name + '@latest').join(' ')")
# shellcheck disable=SC2086
npm install --prefix "$here" --no-save --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error $names
echo "JavaScript peers in $here/node_modules"
