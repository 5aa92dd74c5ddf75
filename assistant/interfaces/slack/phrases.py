"""The bot's own messages, in Slack's mrkdwn. They contain no text from articles, questions or errors."""

from __future__ import annotations

HELP = (
    "Ask me who said what. I answer with verbatim quotes from the articles I can search, and link each one to its "
    "source. If there is no record, I say so.\n"
    "- Mention me in a channel or send me a direct message. In a thread where I answered you, just write; you need not "
    "mention me.\n"
    "- `/onrecord statements Rubio about Article 5` lists what someone said\n"
    "- `/onrecord digest since:yesterday about security guarantees` lists the stories of a period\n"
    "- `/onrecord timeline Rubio about security guarantees` shows statements day by day\n"
    "- `/onrecord compare security guarantees speakers:Witkoff, Rubio` compares positions\n"
    "- `/onrecord ask …` shows the answer only to you\n"
    "Under an answer, *in context* shows you the passage in its article. If an answer is wrong, please say so with the "
    "buttons. Your feedback helps me improve."
)

NOT_HERE = "I'm not allowed to answer in this channel. The person who runs this bot can change that."
NOT_YOU = "I'm not allowed to answer you. The person who runs this bot can change that."
NO_ARTICLES_HERE = "I have no articles for this channel. The person who runs this bot can add some."
TOO_FAST = "You've asked a lot in the last minute. Please try again shortly."
TOO_MANY = "Your workspace has reached its limit for this minute. Please try again shortly."
QUEUE_FULL = "Too many questions are waiting right now. Please try again in a minute."
BUDGET_SPENT = "Today's model budget is used up, so this answer was made without the model."
MORE = "There is more than fits here. Narrow your request to see the rest."
STOPPED = "Stopped."
STOPPED_BEFORE = "Stopped before the first result."
BROKEN_OFF = "I couldn't finish the message above. Here is the whole answer."
NO_INDEX = "I can't read the articles right now."
FAILED = "Something went wrong, and I couldn't answer."
SEE_LOG = "The person who runs this bot can find the reason in the log under {id}."
GONE = "This answer is no longer stored."
THANKS = "Thank you! Your feedback is saved with the answer."
CHANGED = "The article has changed since. This is what it said when I answered."
VERDICTS = {"wrong": "It is wrong", "incomplete": "Something is missing", "outdated": "It is out of date"}
"""The choices in the feedback form, by the journal's verdicts."""
