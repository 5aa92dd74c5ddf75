"""Values that pass between the packages of `assistant`.

This package has no behaviour beyond what keeps its values valid.
"""
