"""The journal: past conversations with their sources and feedback, in one SQLite file (`Settings.journal`).

Only the owner can read the file. The terminal chat and the Slack bot share it, from several processes and threads. Each
session has a key such as `chat:…` or `slack:TEAM:CHANNEL:THREAD`; the prefix separates the programs in lists and
searches (`within="slack:"`).

    journal = Journal(settings.journal)          # None: in memory, nothing is written
    journal.check()                              # raises JournalUnusable for a damaged or foreign file
    turns = journal.turns(key)                   # the `history=` of the next question
    answer = assistant.ask(question, history=turns)
    number = journal.record(key, ExchangeContent(question, answer=answer, text=answer.text, generation=…, asker="U1"))
    journal.give_feedback(number, who="U1", verdict="wrong", note="that was Witkoff")

An answer is stored with a copy of each article it cites, so that its sources stay readable when the index changes.
`forget` deletes every exchange that shows an article. The journal does not know the index, a model or the interfaces.
"""

from assistant.journal.journal import Journal
from assistant.journal.records import Exchange, ExchangeContent, Feedback, SearchMatch, Session, Verdict

__all__ = ["Exchange", "ExchangeContent", "Feedback", "Journal", "SearchMatch", "Session", "Verdict"]
