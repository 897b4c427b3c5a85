"""Light or dark: as the reader's system is, or as they chose here, kept in a cookie that says nothing else."""

from http import HTTPStatus

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from web.http.posting import check_own_site
from web.http.problems import FieldError, InvalidFields
from web.http.site import on_host

COOKIE = "theme"
THEMES = ("light", "dark")

_YEAR = 31_536_000
"""Seconds."""


def add_appearance(pages: Blueprint) -> None:
    """Add the switch to the pages, and what templates ask of it."""

    @pages.post("/appearance")
    def appearance() -> Response:
        check_own_site()
        theme = request.form.get("theme", "")
        if theme not in (*THEMES, ""):
            raise InvalidFields(FieldError("#/theme", "Should be light, dark or empty"))
        back = request.form.get("back", on_host("/"))
        local = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
        response = redirect(back if local else on_host("/"), HTTPStatus.SEE_OTHER)
        _keep(response, theme)
        return response

    @pages.app_context_processor
    def chosen() -> dict[str, str]:
        theme = request.cookies.get(COOKIE, "")
        return {"theme": theme if theme in THEMES else ""}


def _keep(response: Response, theme: str) -> None:
    if theme:
        response.set_cookie(COOKIE, theme, max_age=_YEAR, samesite="Lax", secure=request.is_secure, path="/")
    else:
        response.delete_cookie(COOKIE, samesite="Lax", secure=request.is_secure, path="/")
