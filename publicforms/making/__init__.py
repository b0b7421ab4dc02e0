"""What a form needs before it can be opened."""
