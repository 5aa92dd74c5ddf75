"""Ingestion: articles are split into passages, read for statements, embedded and published as a new generation. This
package does not parse files and does not answer queries."""
