"""A model that judges answers in addition to the rules, and its agreement with people. It never changes a metric."""
