"""What the office reads of what was sent in: found, page by page, record by record, what is personal masked."""
