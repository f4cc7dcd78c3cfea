"""A guess by words: learnt from a program's own decisions, able to sort, unable to decide."""
