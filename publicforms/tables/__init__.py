"""What was sent in as tables and files."""
