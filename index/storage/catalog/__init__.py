"""The truth of an index, in SQLite: articles, their versions, passages, vectors and statements.

Every row says in which generation it appeared (`born`) and in which it ceased to count (`died`), so that what a killed
ingest left behind is invisible until a publish raises one number, and a reader of an older generation keeps what it
saw. The catalog knows nothing of Tantivy and Chroma: both can be rebuilt from it.
"""

from index.storage.catalog.catalog import Catalog, open_catalog
from index.storage.catalog.schema import IndexInfo
from index.storage.catalog.snapshot import Snapshot
from index.storage.catalog.totals import PassageVectors, Refinement, SpeakerCount, StatementContext, Totals
from index.storage.files import generation_folder, lexical_folder, refined_folder, vectors_folder

__all__ = [
    "Catalog",
    "IndexInfo",
    "PassageVectors",
    "Refinement",
    "Snapshot",
    "SpeakerCount",
    "StatementContext",
    "Totals",
    "generation_folder",
    "lexical_folder",
    "open_catalog",
    "refined_folder",
    "vectors_folder",
]
