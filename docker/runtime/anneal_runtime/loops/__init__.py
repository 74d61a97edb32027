"""Resumable training loops: found in the source, rewritten to iterate over a wrapper, state kept and restored."""
