"""Client of treebox, which runs untrusted JavaScript and TypeScript on git trees.

    from treebox import Treebox

    tb = Treebox()
    print(tb.run("1 + 1").result)
"""

from __future__ import annotations

import json
import os
from typing import Any, Dict, Iterator, List, Optional, Union

from ._http import ApiError, Connection, TreeboxError, Unreachable, part
from ._label import Label, LabelFiles
from ._run import Run, RunFailed, run_code

__all__ = [
    "ApiError",
    "Label",
    "LabelFiles",
    "Run",
    "RunFailed",
    "Session",
    "Treebox",
    "TreeboxError",
    "Unreachable",
]


class Session:
    """Runs that continue from each other: variables and files are kept."""

    def __init__(self, treebox: "Treebox", name: str) -> None:
        self.name = name
        self._treebox = treebox

    def run(self, code: str, **options: Any) -> Run:
        """Runs code in the session; takes what Treebox.run takes."""
        return self._treebox.run(code, session=self.name, **options)


class Treebox:
    """A treebox server."""

    def __init__(self, server: Optional[str] = None, token: Optional[str] = None) -> None:
        """Without arguments, uses TREEBOX_SERVER and TREEBOX_TOKEN, or the server on this machine."""
        server = server or os.environ.get("TREEBOX_SERVER") or "http://127.0.0.1:8080"
        self._connection = Connection(server, token or os.environ.get("TREEBOX_TOKEN") or None)

    def run(self, code: str, **options: Any) -> Run:
        """Runs code and waits for its end.

        Options: fs, push, session, heap, input, args, env, stdin, files, mounts, timeout_secs, memory_mb, tags,
        author, keep_on_failure, and on_output, which is called with each text and its stream as they arrive.
        Raises RunFailed when the run did not complete.
        """
        return run_code(self._connection, code=code, **options)

    def run_file(self, file: str, **options: Any) -> Run:
        """Runs a file of the tree; takes what run takes."""
        return run_code(self._connection, file=file, **options)

    def label(self, name: str) -> Label:
        """Returns a label by its name, whether or not it exists."""
        return Label(self._connection, name)

    def labels(self) -> List[Dict[str, Any]]:
        """Lists the labels and their heads."""
        labels: List[Dict[str, Any]] = []
        after: Optional[str] = None
        while True:
            page = self._connection.json("GET", "/api/fs/labels", query={"after": after})
            labels += page["labels"]
            after = page.get("next")
            if after is None:
                return labels

    def session(self, name: str) -> Session:
        """Returns a session by its name."""
        return Session(self, name)

    def merge(
        self,
        ours: str,
        theirs: str,
        *,
        base: str = "auto",
        prefer: Optional[str] = None,
        resolutions: Optional[Dict[str, Any]] = None,
        push: Union[str, Dict[str, str], None] = None,
    ) -> Dict[str, Any]:
        """Merges two trees. A conflict is a result, not an error.

        resolutions has the resolution of each conflict by path; push is a label, or a dict of label and message.
        """
        body: Dict[str, Any] = {"ours": ours, "theirs": theirs, "base": base}
        if prefer is not None:
            body["prefer"] = prefer
        if resolutions is not None:
            body["resolutions"] = resolutions
        if push is not None:
            body["push"] = {"label": push} if isinstance(push, str) else push
        return self._connection.json("POST", "/api/fs/merge", body=body)  # type: ignore[no-any-return]

    def execution(self, execution_id: str) -> Dict[str, Any]:
        """Returns the execution's record."""
        return self._connection.json("GET", f"/api/executions/{part(execution_id)}")  # type: ignore[no-any-return]

    def events(self, last_id: Optional[str] = None) -> Iterator[Dict[str, Any]]:
        """Yields moves of labels, and starts and ends of executions. Continues after a broken connection."""
        while True:
            try:
                for event_id, event, data in self._connection.events("/api/events", last_id):
                    last_id = event_id if event_id is not None else last_id
                    yield {"type": event, **json.loads(data)}
            except Unreachable:
                # This call is repeated, and raises Unreachable when the server stays away.
                self._connection.json("GET", "/api/version")
