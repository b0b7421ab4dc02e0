"""Finding things by what people type: any part of a word, one character upwards, and only what a person may see."""
