"""A thesaurus of word stems, built from WordNet 3.0: "mud" and "silt", "lorry" and "truck" are close in meaning.

`lookup` searches the table on disk and never loads it whole; `build` makes it. This package knows no questions.
"""
