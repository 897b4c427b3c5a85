"""What comes from disk: folders, `.jsonl` files and the user's own articles, read and changed."""
