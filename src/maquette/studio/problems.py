"""Errors as RFC 9457 problem documents: what happened, to which input, and how to mend it."""

from __future__ import annotations

import errno
import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from maquette.errors import MaquetteError, NotFound, StoreError
from maquette.runs.spending import ConsentNeeded

MEDIA_TYPE = "application/problem+json"

_STATUS = {
    "over-budget": 402,
    "price-unknown": 402,
    "not-signed-in": 401,
    "foreign-origin": 403,
    "foreign-host": 421,
    "no-csrf-token": 403,
    "not-allowed": 403,
    "too-many-tries": 429,
    "too-large-file": 413,
    "disk-full": 507,
    "not-open": 409,
    "not-resting": 409,
    "under-way": 409,
    "changed-meanwhile": 409,
    "no-key": 409,
}
_FULL = (errno.ENOSPC, errno.EDQUOT)
_LOG = logging.getLogger("maquette.studio")


class Problem(BaseModel):
    """What went wrong: *detail* says what happened and to what, *mend* what to do; *code* is stable."""

    type: str
    title: str
    status: int
    detail: str
    mend: str = ""
    code: str
    input: str | None = None


def problem(
    status: int, code: str, detail: str, mend: str = "", *, about: str | None = None, **more: Any
) -> JSONResponse:
    """The answer that tells a problem; *about* names the input that it is about."""
    told = {
        "type": f"/problems/{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "mend": mend,
        "code": code,
        **({"input": about} if about else {}),
        **more,
    }
    headers = {"Cache-Control": "no-store"}
    return JSONResponse(told, status, headers, MEDIA_TYPE)


def of_error(error: MaquetteError) -> JSONResponse:
    """The problem that an error of ours is."""
    usual = 404 if isinstance(error, NotFound) else 503 if isinstance(error, StoreError) else 422
    return problem(_STATUS.get(error.code, usual), error.code, error.reason, error.mend, about=error.about)


def tell_problems(app: FastAPI) -> None:
    """Let every error of *app* be told as a problem."""

    @app.exception_handler(MaquetteError)
    async def ours(_: Request, error: MaquetteError) -> JSONResponse:
        return of_error(error)

    @app.exception_handler(ConsentNeeded)
    async def priced(_: Request, error: ConsentNeeded) -> JSONResponse:
        low, high = error.expected.strings or (None, None)
        price = {"currency": "USD", "low": low, "high": high, "unknown": error.unpriced}
        mend = "send consent: yes, or the most that it may cost, such as 0.40"
        return problem(402, error.code, error.reason, mend, price=price)

    @app.exception_handler(OSError)
    async def system(request: Request, error: OSError) -> JSONResponse:
        if error.errno not in _FULL:
            return await fault(request, error)
        detail = f"nothing could be written: {error.strerror}"
        return problem(507, "disk-full", detail, "make room on that disk, then do it again: what was made stays made")

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        # What was sent is not told back: it may be a password.
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
        return problem(422, "bad-request", f"{where}: {first['msg']}", "see /api/v1/openapi.json", about=where)

    @app.exception_handler(HTTPException)
    async def plain(request: Request, error: HTTPException) -> JSONResponse:
        code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
        where = f"{request.method} {request.url.path}"
        return problem(error.status_code, code, f"{where}: {error.detail}", "see /api/v1/openapi.json")

    @app.exception_handler(Exception)
    async def fault(request: Request, error: Exception) -> JSONResponse:
        _LOG.exception("%s %s", request.method, request.url.path, exc_info=error)
        detail = f"{type(error).__name__} at {request.method} {request.url.path}"
        return problem(500, "internal", detail, "this is a fault of Maquette: please report it with its log")
