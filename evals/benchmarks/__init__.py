"""Reproducible measurements of parts of the product. They ship no data of others and judge nothing."""
