"""What can go wrong in `assistant` beyond what `index.errors` names.

OnrecordError
├── ModelFailed              exit 4, with --strict-model: the chat model did not answer, or not to the end
│   └── ContextTooLong       it takes in less than it was sent: less of it may do
└── JournalUnusable          exit 2: the file of past conversations is damaged, foreign, or cannot be written
"""

from __future__ import annotations

from index.errors import OnrecordError


class ModelFailed(OnrecordError):
    exit_code = 4


class ContextTooLong(ModelFailed):
    pass


class JournalUnusable(OnrecordError):
    exit_code = 2
