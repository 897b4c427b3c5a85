"""What is kept in the folder for data: files, SQLite, the token and feedback."""
