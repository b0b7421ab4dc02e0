"""Internal forms (F10), which people of chosen organizations fill in again and again."""
