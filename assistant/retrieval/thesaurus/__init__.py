"""Whether two words mean nearly the same: "mud" and "silt", "lorry" and "truck", told by WordNet.

Words are given as stems (`assistant.understanding.stemming.stem`). The table beside this file is made from WordNet 3.0 by
`assistant.retrieval.thesaurus.build`; it is searched on the disk and never read as a whole.
"""
