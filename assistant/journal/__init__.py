"""What was asked and answered, kept for whoever comes back to it: conversations, their sources, and feedback.

One SQLite file in the user's data folder (`Settings.journal`) that only its owner can read. The terminal's chat and the
Slack bot write to the same one, from several processes and threads at a time. A session is named by a key that the
journal does not read: `chat:…`, `slack:TEAM:CHANNEL:THREAD`; what stands before the first colon keeps the programs'
sessions apart where they are listed or searched (`within="slack:"`).

    journal = Journal(settings.journal)          # None keeps it in memory and writes nothing
    journal.check()                              # raises JournalUnusable for a damaged file, or one that is not ours
    turns = journal.turns(key)                   # the `history=` of the next question
    answer = assistant.ask(question, history=turns)
    number = journal.record(key, Asked(question, answer=answer, text=answer.text, generation=…, asker="U1"))
    journal.give_feedback(number, who="U1", verdict="wrong", note="that was Witkoff")

With an answer goes a copy of every article it cites, so that its sources can be opened although the index has moved on.
`forget` takes out everything that shows an article. The journal must not know the index, a model or who draws what it
holds.
"""

from assistant.journal.journal import Journal
from assistant.journal.records import Asked, Exchange, Feedback, Remembered, Session, Verdict

__all__ = ["Asked", "Exchange", "Feedback", "Journal", "Remembered", "Session", "Verdict"]
