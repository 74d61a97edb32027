"""What anneal puts into a training process: it measures and checkpoints a script that knows nothing of it.

Rule of the whole package: a failure in here is reported on the channel and swallowed, the script
goes on. Nothing is ever printed: standard output and error are the script's own.
"""

VERSION = 1
