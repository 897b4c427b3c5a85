"""The pages for those who keep the articles, once they have signed in."""
