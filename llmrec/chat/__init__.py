"""A conversation: what holds so far, what a turn changes in it, and what is answered."""
