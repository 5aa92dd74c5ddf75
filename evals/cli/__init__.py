"""The verb `onrecord eval`: reads its options, calls one use case, prints what came back.

The command line of the assistant finds it by name (decision 0026). It must not score, compare or decide anything.
"""
