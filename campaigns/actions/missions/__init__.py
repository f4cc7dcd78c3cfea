"""Making missions, offering them, and answering an offer."""
