"""Tables out: CSV, workbook, code book, encodings, long exports."""
