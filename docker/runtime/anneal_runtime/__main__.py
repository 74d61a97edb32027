"""`python -m anneal_runtime train.py ARGS` does what `python train.py ARGS` does, watched."""

from anneal_runtime.launcher import main

main()
