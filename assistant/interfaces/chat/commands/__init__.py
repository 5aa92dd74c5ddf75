"""The commands of a conversation, each a function from the words behind its name to what is shown.

`table` lists them: name, usage, meaning, what is called, what its words are completed with. They must not decide what
an answer says, and print nothing by themselves but what takes long.
"""

from assistant.interfaces.chat.commands.table import COMMANDS

__all__ = ["COMMANDS"]
