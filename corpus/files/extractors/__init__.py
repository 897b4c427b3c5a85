"""Taking the text out of PDF, Word and HTML: a program of its own (`__main__`), which imports only what lies here."""
