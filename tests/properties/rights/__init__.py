"""The rule of rights against a model that a person could keep on paper: `paper` predicts, the others act and compare."""
