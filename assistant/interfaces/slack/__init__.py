"""The bot in Slack: the same answers where newsrooms talk.

    heard        what a message says to the bot, or that it says nothing to it          pure
    allowed      who may ask, and what is said to who may not                             pure
    text, blocks an answer in Slack's own formats, within Slack's limits                  pure
    manifest     what Slack must know of the app                                          pure
    ledger       what has been heard already, so that nothing is answered twice           SQLite
    crew         questions waiting for their turn, one of a conversation at a time        threads
    calls        Slack's Web API, as patient as it asks for                               network
    message      one answer as it appears: streamed, stopped, or posted in one piece
    answering    a question, from its turn to its place in the journal
    commands     `/onrecord …`;  actions: the buttons under an answer
    app          Bolt's listeners, each of which only notes what it heard
    serve        Socket Mode or HTTP, until the process is told to leave

A listener acknowledges when the ledger has what it heard, and not before: what is acknowledged is answered, if need be
after a restart. Everything is answered by `Assistant.stream()`. The room must not know how an answer is found.
"""
