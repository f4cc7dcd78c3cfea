"""Working on a mission, sending it in, checking and judging it."""
