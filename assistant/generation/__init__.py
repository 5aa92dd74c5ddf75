"""Ask a chat model and return only verified text: pack the prompt, call the model within a budget, verify the reply.

The package does not search. `chain` and `model_errors` are the only modules that know LangChain and the OpenAI client,
and every reply passes through `assistant.verification` before it is shown.
"""
