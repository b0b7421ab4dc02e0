"""What came in: the list, one submission, changing many at once, letters, and entry of what came on paper."""
