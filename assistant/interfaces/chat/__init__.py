"""A conversation in a terminal: questions, follow-ups and commands in, answers with sources that can be opened out.

The middle is pure: what a line means (`commands`), the numbers of sources (`sources`), what is shown (`told`) and where
its lines break (`flow`). At the edges stand the prompt (`prompt`, the one owner of prompt_toolkit), the line-by-line
mode for scripts (`lines`) and the screen. It must not know how a question is answered or how articles are stored; every
answer comes from the Assistant, and what is shown of articles and models goes through `assistant.interfaces.rendering.safe_text`.
"""
