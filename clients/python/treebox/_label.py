"""Labels: their heads, their files, their moves."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional, Union

from ._http import ApiError, Connection, part, rest


class LabelFiles:
    """The files of one label."""

    def __init__(self, connection: Connection, label: str) -> None:
        self._connection = connection
        self._label = label

    def read_bytes(self, path: str) -> bytes:
        """Reads a file as bytes. Raises ApiError with status 404 when there is none."""
        return self._connection.bytes("GET", f"/api/fs/snapshots/{part(self._label)}/files/{rest(path)}")

    def read(self, path: str) -> str:
        """Reads a file as text."""
        return self.read_bytes(path).decode()

    def write(
        self,
        path: str,
        content: Union[str, bytes],
        *,
        message: Optional[str] = None,
        if_match: Optional[str] = None,
        if_absent: bool = False,
    ) -> Dict[str, Any]:
        """Writes a file as a commit on the label."""
        headers = {"Content-Type": "application/octet-stream"}
        if if_match is not None:
            headers["If-Match"] = f'"{if_match}"'
        if if_absent:
            headers["If-None-Match"] = "*"
        data = content.encode() if isinstance(content, str) else content
        return self._change("PUT", path, message, headers, data)

    def delete(self, path: str, *, message: Optional[str] = None, if_match: Optional[str] = None) -> Dict[str, Any]:
        """Deletes a file as a commit on the label."""
        return self._change("DELETE", path, message, {} if if_match is None else {"If-Match": f'"{if_match}"'}, None)

    def list(self, path: str = "") -> List[Dict[str, Any]]:
        """Lists a folder."""
        entries: List[Dict[str, Any]] = []
        after: Optional[str] = None
        while True:
            page = self._connection.json(
                "GET", f"/api/fs/snapshots/{part(self._label)}/tree/{rest(path)}", query={"after": after}
            )
            entries += page["entries"]
            after = page.get("next")
            if after is None:
                return entries

    def _change(
        self, method: str, path: str, message: Optional[str], headers: Dict[str, str], data: Optional[bytes]
    ) -> Dict[str, Any]:
        target = f"/api/fs/labels/{part(self._label)}/files/{rest(path)}"
        content = self._connection.bytes(method, target, query={"message": message}, body=data, headers=headers)
        return json.loads(content)  # type: ignore[no-any-return]


class Label:
    """One label."""

    def __init__(self, connection: Connection, name: str) -> None:
        self.name = name
        self.files = LabelFiles(connection, name)
        self._connection = connection
        self._path = f"/api/fs/labels/{part(name)}"

    def head(self) -> Optional[Dict[str, Any]]:
        """Returns the label's head; None when there is no such label."""
        try:
            return self._connection.json("GET", self._path)  # type: ignore[no-any-return]
        except ApiError as error:
            if error.status == 404:
                return None
            raise

    def log(self, limit: Optional[int] = None) -> List[Dict[str, Any]]:
        """Returns the label's moves, oldest first."""
        return self._connection.json("GET", f"{self._path}/log", query={"limit": limit})["log"]  # type: ignore[no-any-return]

    def create_from(self, source: str) -> Dict[str, Any]:
        """Creates the label at the commit of a handle, so that both share history."""
        body = {"name": self.name, "from": source}
        return self._connection.json("POST", "/api/fs/labels", body=body)  # type: ignore[no-any-return]

    def push(self, ca_id: str, expected: Optional[str] = None, message: Optional[str] = None) -> Dict[str, Any]:
        """Pushes a tree if the label still has `expected` (None: it must not exist). Otherwise raises ApiError 409."""
        body = {"label": self.name, "ca_id": ca_id, "expected": expected, "message": message}
        given = {name: value for name, value in body.items() if value is not None}
        return self._connection.json("POST", "/api/fs/push", body=given)  # type: ignore[no-any-return]

    def reset(self, ca_id: str) -> Dict[str, Any]:
        """Resets the label to a CA id that it had before."""
        body = {"label": self.name, "ca_id": ca_id}
        return self._connection.json("POST", "/api/fs/reset", body=body)  # type: ignore[no-any-return]

    def delete(self) -> None:
        """Deletes the label and its log."""
        self._connection.json("DELETE", self._path)
