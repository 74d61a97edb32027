"""`python -m unittest discover -s docker/runtime/tests -t docker/runtime`"""
