"""Speaker identity across articles: the speaker registry, aliases, namesakes and genders. This package compares names.
It does not read articles for speech."""
