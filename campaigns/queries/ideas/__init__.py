"""Reads about ideas."""
