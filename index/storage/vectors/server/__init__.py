"""Vectors on a Chroma server (`chroma run`) that several machines may share. This package speaks the server's HTTP
interface and does not read the catalog."""
