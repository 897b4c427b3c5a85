"""What is kept in the folder for data: files, SQLite, sessions, the token and feedback."""
