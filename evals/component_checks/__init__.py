"""Measurements of single components on golden data. They judge nothing: the limits are in the tests."""
