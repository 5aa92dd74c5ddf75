"""The catalog of an index, in SQLite: articles, their versions, passages, vectors and statements. Every row has the
generation in which it appeared (`born`) and the one in which it ceased to count (`died`). So rows of a killed ingest
stay invisible until a publish raises one number, and readers of an older generation keep their view. The catalog knows
nothing of Tantivy and Chroma: both can be rebuilt from it."""
