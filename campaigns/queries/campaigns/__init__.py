"""Reads about campaigns and the program's goals; one file per concept."""
