"""What forms mail and put into inboxes, and whose owner wants none of it."""
