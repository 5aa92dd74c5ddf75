"""The golden set asked of a small real model on this machine, which invents quotations and speakers freely.

What it says is of no interest, only what of it a reader is shown. Nothing here is part of onrecord or of its tests: the
model and its server live in an environment of their own, and are asked over the wire like any other.
"""
