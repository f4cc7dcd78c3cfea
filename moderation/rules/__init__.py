"""What rules look for in a text, without the database: patterns, sites, letters, repetition. Words are in `words`."""
