"""Checks for code that uses keras, tensorflow, torch or sklearn."""
