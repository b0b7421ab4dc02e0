"""What a visitor meets: the form at its address, its doors, languages and frames, and what happens in a crowd."""
