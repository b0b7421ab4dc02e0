"""The office's pages: making a form, and handling what comes in."""
