"""Fields, values, limits and results in words, in the language of whoever asked."""
