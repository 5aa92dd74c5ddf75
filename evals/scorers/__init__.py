"""How right statements and answers are, held against what careful readers marked: counts and shares, nothing else.

Pure functions on marked articles, statements and CONTRACT's rows. It knows no particular data set and reads no file;
the definitions, with their lists of words and names, are those of the scorers that our targets were set with.
"""
