"""Evidence in, prose out: `extractive` without a model, `chain` with one.

Composers write; they do not search and they do not decide what may be shown. The chain is the only place that knows
LangChain and the OpenAI client, and what it writes passes through `assistant.verification` before anybody sees it.
"""
