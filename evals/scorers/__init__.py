"""Pure functions from an answered question to its score in a metric. A question that is not eligible has no score."""
