"""The verb `onrecord eval`: reads its options, calls one use case and prints the result."""
