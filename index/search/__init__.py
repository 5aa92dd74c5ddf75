"""Search over one published generation: lexical, dense and by speaker, fused into one ranking. This package does not
know questions or users."""
