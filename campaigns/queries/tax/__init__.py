"""What people were given in a year, what the table of thresholds says of it, and how far their forms are."""
