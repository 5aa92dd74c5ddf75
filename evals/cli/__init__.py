"""The verb `onrecord eval`: reads its options, calls one use case and prints the result.

The assistant's command line finds it by name (decision 0026). It must not score, compare or decide anything.
"""
