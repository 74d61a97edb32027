//! Whole-system tests of anneal.
