"""The golden set asked of a small local model that often lies. The model and its server are no part of onrecord."""
