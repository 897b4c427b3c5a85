"""The JSON API: parse, call, serialise."""
