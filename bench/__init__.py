"""How fast it is: every benchmark prints its figure, the limit beside it measured in the same run, and the ratio."""
