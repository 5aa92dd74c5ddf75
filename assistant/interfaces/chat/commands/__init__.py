"""The commands of the chat. Each is a function from the conversation and its arguments to lines or an answer. `table`
lists them with their usage and completion. This package does not decide what an answer says, and prints only progress
and notices."""
