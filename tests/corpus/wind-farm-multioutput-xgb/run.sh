#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")"
export PYTHONPATH=.
python wind/experiment.py --folds "${FOLDS:-5}" | tee result.txt
