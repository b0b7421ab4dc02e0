"""Bytes in, looked into, shown, handed out."""
