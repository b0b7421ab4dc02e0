"""Cross-tables of any source."""
