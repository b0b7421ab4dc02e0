"""The pages that the whole internet may open: no session, no cookie, no account; the page carries what it needs."""
