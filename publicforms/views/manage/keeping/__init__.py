"""How long what applicants gave us is kept, and what one person may ask of us: erasing, finding, giving out."""
