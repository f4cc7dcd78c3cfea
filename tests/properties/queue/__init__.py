"""The queue held against notes on paper."""
