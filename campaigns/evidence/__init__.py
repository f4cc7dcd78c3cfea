"""What proves that something was done elsewhere: kept, compared with what was used before, and asked for. No rules here."""
