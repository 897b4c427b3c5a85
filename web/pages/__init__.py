"""The pages that anybody may read: the chat, the articles, the coverage."""
