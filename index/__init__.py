"""Articles in, evidence out.

`index` reads articles, finds their passages and statements, stores them and searches them. It must know nothing of
questions, models, prompts or users: `assistant` asks it for evidence, never the other way round. Everything it returns
is a span of a stored article.
"""
