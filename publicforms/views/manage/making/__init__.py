"""Making forms: the pages of /forms/manage/ before anything is sent in."""
