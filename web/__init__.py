"""Serving: the Flask app, the JSON API, the pages, the command line and its settings.

Nothing is imported here, so that `pioneer-qa --help` stays quick; enter by `web.app`, `web.server` or `web.cli`.
"""
