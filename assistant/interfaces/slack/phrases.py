"""What the bot says of itself. Everything here is ours: no word of an article, of a question, or of a machine."""

from __future__ import annotations

HELP = (
    "Ask me who said what in the articles I have read: I answer with their words and the place where they stand, or "
    "that there is no record.\n"
    "- mention me in a channel, or write to me directly; in a thread where I answered you no mention is needed\n"
    "- `/onrecord statements Rubio about Article 5` lists what somebody said\n"
    "- `/onrecord digest since:yesterday about security guarantees` tells the stories of a period\n"
    "- `/onrecord timeline Rubio about security guarantees` shows it by day\n"
    "- `/onrecord compare security guarantees speakers:Witkoff, Rubio` shows who stands where\n"
    "- `/onrecord ask …` answers only you\n"
    "*In context* under an answer shows you the passage in its article. Tell me with the buttons when an answer is "
    "wrong: that is how I am measured."
)
"""Slack's mrkdwn."""

NOT_HERE = "I may not answer in this channel. Whoever looks after me can allow it."
NOT_YOU = "I may not answer you. Whoever looks after me can allow it."
NOTHING_TO_SEE = "No articles are laid out for this channel, so I cannot answer here."
TOO_FAST = "That were too many questions in a minute for one person: ask again a little later."
TOO_MANY = "This workspace asks more in a minute than I may answer: ask again a little later."
FULL = "So many questions are waiting that I cannot take another one: ask again in a minute."
SPENT = "What may be spent on the model today is spent, so this is answered without it."
MORE = "There is more of it than Slack takes for one command: narrow it."
STOPPED = "Stopped."
STOPPED_BEFORE = "Stopped before anything was found."
BROKEN_OFF = "This answer could not be shown to its end; here it is as a whole."
NO_INDEX = "I cannot read the articles just now. Whoever looks after me finds the reason under {id}."
FAILED = "Something went wrong on my side, and I have not answered. Whoever looks after me finds the reason under {id}."
GONE = "That answer is not kept any more, so there is no passage to show."
THANKS = "Thank you. It is kept with the answer."
CHANGED = "The article has changed since: this is what it said when I answered."
SAID = {"wrong": "It is wrong", "incomplete": "Something is missing", "outdated": "It is out of date"}
"""Why an answer is no good, by the journal's verdicts."""
