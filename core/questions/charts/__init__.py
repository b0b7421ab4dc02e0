"""Charts of tables, drawn on the server: a value goes in; SVG, PNG, words come out. Pure: no question, no request."""
