"""Articles out of files, folders and standard input, one at a time and each with its metadata.

What cannot be read becomes a `Rejected` with its reason, and the reading goes on. `index.reading` turns bytes into
articles; it must not know how they are stored, split or searched.
"""
