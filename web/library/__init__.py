"""The pages for changing the articles, once a visitor has signed in."""
