"""Values that pass between the packages of `assistant`.

This package only checks that its values are valid; it does not search, compose or call a model.
"""

from assistant.types.answer import (
    EXTRACTIVE,
    MARKER,
    NO_RECORD,
    Answer,
    Citation,
    Dropped,
    NearPassage,
    PackedArticle,
    Receipt,
    RewrittenQuestion,
    ShownStatement,
    Spending,
    StageSeconds,
    Status,
    Turn,
    Usage,
    Verdict,
)
from assistant.types.events import Answered, Checking, Composed, Draft, Event, RewriteAttempt, Searched, TextDelta
from assistant.types.evidence import Evidence, Fact, RetrievedEvidence, SearchResult
from assistant.types.filters import LONE_SURROGATE, SWITCHES, Filters, read_day, read_filters
from assistant.types.query import (
    FACT_TYPES,
    FORMS,
    LENGTHS,
    EventTime,
    FilterName,
    Form,
    ImpliedFilter,
    Length,
    Query,
    QuestionType,
)
