"""Threads that their subjects own: posts with files, mentions, followers."""
