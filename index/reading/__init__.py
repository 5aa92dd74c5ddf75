"""Read articles and their metadata from files, folders and standard input, one article at a time.

An input that cannot be read becomes a `Rejected` with a reason, and reading continues. `index.reading` turns bytes into
articles; it must not know how articles are stored, split or searched.
"""
