"""What leads to something of one visitor's: a page's token, the links that are mailed; how wrong ones are stopped."""
