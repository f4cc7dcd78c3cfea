"""The table of thresholds and the state of forms: who entered, said, asked for and checked what."""
