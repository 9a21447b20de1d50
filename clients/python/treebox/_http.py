"""Requests to a treebox server. A failed request is sent again if that can't carry out an action twice."""

from __future__ import annotations

import http.client
import json
import time
from typing import Any, Dict, Iterator, Mapping, Optional, Tuple
from urllib.parse import quote, urlencode, urlsplit

_WAITS_SECS = (0.1, 0.4, 1.6, 5.0)
_RETRY_AFTER_MAX_SECS = 30.0
_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})
# Longer than the longest wait that a request may ask for.
_TIMEOUT_SECS = 90.0


class TreeboxError(Exception):
    """An error of a call."""


class Unreachable(TreeboxError):
    """The server could not be reached, or closed the connection before it answered."""


class ApiError(TreeboxError):
    """A request that the server refused."""

    def __init__(self, status: int, body: Any) -> None:
        fields = body if isinstance(body, dict) else {}
        super().__init__(fields.get("error") or f"the server answered {status}")
        self.status: int = status
        self.code: str = fields.get("code") or ""
        self.body: Dict[str, Any] = fields


class Connection:
    """Sends requests to one server. Each request has a connection of its own, so threads can share this object."""

    def __init__(self, server: str, token: Optional[str]) -> None:
        url = urlsplit(server)
        if url.scheme not in ("http", "https") or not url.hostname:
            raise ValueError(f"server is {server!r}; it must be a URL such as http://127.0.0.1:8080")
        self._url = url
        self._base = url.path.rstrip("/")
        self._headers: Dict[str, str] = {"User-Agent": "treebox-python"}
        if token is not None:
            self._headers["Authorization"] = f"Bearer {token}"

    def json(
        self,
        method: str,
        path: str,
        *,
        query: Optional[Mapping[str, Any]] = None,
        body: Any = None,
        headers: Optional[Mapping[str, str]] = None,
    ) -> Any:
        """Sends JSON and returns the JSON of the answer."""
        given = dict(headers or {})
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            given["Content-Type"] = "application/json"
        return json.loads(self.bytes(method, path, query=query, body=data, headers=given) or b"null")

    def bytes(
        self,
        method: str,
        path: str,
        *,
        query: Optional[Mapping[str, Any]] = None,
        body: Optional[bytes] = None,
        headers: Optional[Mapping[str, str]] = None,
    ) -> bytes:
        """Sends bytes and returns the bytes of the answer."""
        given = dict(headers or {})
        # A successful first attempt makes a condition false.
        is_conditional = "If-Match" in given or "If-None-Match" in given
        may_repeat = (method in _REPEATABLE and not is_conditional) or "Idempotency-Key" in given
        waits = iter(_WAITS_SECS if may_repeat else ())
        while True:
            wait = next(waits, None)
            try:
                status, answer, content = self._once(method, path, query, body, given)
            except (OSError, http.client.HTTPException) as error:
                if wait is None:
                    raise Unreachable(f"the treebox server at {self._url.netloc} did not answer ({error})") from error
                time.sleep(wait)
                continue
            if status == 503 and wait is not None:
                after = answer.get("Retry-After", "")
                time.sleep(max(wait, min(float(after), _RETRY_AFTER_MAX_SECS) if after.isdigit() else 0.0))
                continue
            if status >= 400:
                raise ApiError(status, _parsed(content))
            return content

    def events(self, path: str, last_id: Optional[str] = None) -> Iterator[Tuple[Optional[str], str, str]]:
        """Yields server-sent events as (id, event, data) until the server ends the stream."""
        headers = {"Accept": "text/event-stream"}
        if last_id is not None:
            headers["Last-Event-ID"] = last_id
        connection = self._open()
        try:
            connection.request("GET", self._base + path, headers={**self._headers, **headers})
            response = connection.getresponse()
            if response.status >= 400:
                raise ApiError(response.status, _parsed(response.read()))
            fields: Dict[str, str] = {}
            for raw in response:
                line = raw.decode().rstrip("\r\n")
                if line == "":
                    if "data" in fields:
                        yield fields.get("id"), fields.get("event", "message"), fields["data"]
                    fields = {}
                elif not line.startswith(":"):
                    name, _, value = line.partition(":")
                    value = value[1:] if value.startswith(" ") else value
                    fields[name] = f"{fields[name]}\n{value}" if name == "data" and name in fields else value
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"the treebox server at {self._url.netloc} went away ({error})") from error
        finally:
            connection.close()

    def _once(
        self,
        method: str,
        path: str,
        query: Optional[Mapping[str, Any]],
        body: Optional[bytes],
        headers: Mapping[str, str],
    ) -> Tuple[int, http.client.HTTPMessage, bytes]:
        given = {name: value for name, value in (query or {}).items() if value is not None}
        target = self._base + path + (f"?{urlencode(given)}" if given else "")
        connection = self._open()
        try:
            connection.request(method, target, body=body, headers={**self._headers, **headers})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        finally:
            connection.close()

    def _open(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._url.scheme == "https" else http.client.HTTPConnection
        return kind(self._url.hostname or "", self._url.port, timeout=_TIMEOUT_SECS)


def part(text: str) -> str:
    """Encodes one part of a path."""
    return quote(text, safe="")


def rest(path: str) -> str:
    """Encodes a path in a tree, except its slashes."""
    return quote(path.lstrip("/"), safe="/")


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return {"error": content.decode(errors="replace")[:500]}
