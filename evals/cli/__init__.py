"""The verb `onrecord eval`: options, one use case, printing. It must not score, compare or decide anything."""
