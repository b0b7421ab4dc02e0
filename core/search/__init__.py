"""Finding things by what people type. So far only folding; the index comes with the first thing to be found by it."""
