"""Runs: submitting code, waiting for its end, following its output."""

from __future__ import annotations

import base64
import json
import uuid
from dataclasses import dataclass
from typing import Any, Callable, Dict, Mapping, Optional, Sequence, Union

from ._http import Connection, TreeboxError, Unreachable, part

# Longest wait of one request, in seconds.
_WAIT_SECS = 55

OnOutput = Callable[[str, str], None]


@dataclass(frozen=True)
class Run:
    """A completed run."""

    id: str
    #: The result, parsed from its JSON.
    result: Any
    #: CA id of the resulting tree; None when nothing was mounted.
    fs: Optional[str]
    heap: Optional[str]
    push: Optional[Dict[str, Any]]
    #: The whole record.
    info: Dict[str, Any]


class RunFailed(TreeboxError):
    """A run that did not complete; the message is the run's error."""

    def __init__(self, info: Dict[str, Any]) -> None:
        super().__init__(info.get("error") or f"the run ended: {info.get('outcome')}")
        self.info = info


def run_code(
    connection: Connection,
    *,
    code: Optional[str] = None,
    file: Optional[str] = None,
    fs: Optional[str] = None,
    push: Union[str, Mapping[str, Any], None] = None,
    session: Optional[str] = None,
    heap: Optional[str] = None,
    input: Any = None,
    args: Optional[Sequence[str]] = None,
    env: Optional[Mapping[str, str]] = None,
    stdin: Optional[str] = None,
    files: Optional[Mapping[str, Union[str, bytes]]] = None,
    mounts: Optional[Sequence[Mapping[str, str]]] = None,
    timeout_secs: Optional[int] = None,
    memory_mb: Optional[int] = None,
    tags: Optional[Mapping[str, str]] = None,
    author: Optional[Mapping[str, str]] = None,
    keep_on_failure: Optional[bool] = None,
    on_output: Optional[OnOutput] = None,
) -> Run:
    """Runs code and waits for its end. Raises RunFailed when it did not complete."""
    body = {
        "code": code,
        "file": file,
        "fs": fs,
        "push": {"label": push} if isinstance(push, str) else push,
        "session": session,
        "heap": heap,
        "input": input,
        "args": args,
        "env": env,
        "stdin": stdin,
        "files": files and {path: content_of(content) for path, content in files.items()},
        "mounts": mounts,
        "execution_timeout_secs": timeout_secs,
        "heap_memory_max_mb": memory_mb,
        "tags": tags,
        "author": author,
        "keep_on_failure": keep_on_failure,
    }
    given = {name: value for name, value in body.items() if value is not None}
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    accepted = connection.json("POST", "/api/exec", body=given, headers=headers)
    execution = accepted["execution_id"]
    try:
        info = _follow(connection, execution, on_output) if on_output else wait_for_run(connection, execution)
    except KeyboardInterrupt:
        connection.json("POST", f"/api/executions/{part(execution)}/cancel")
        raise
    if info["outcome"] != "completed":
        raise RunFailed(info)
    result = info["result"]
    return Run(
        id=execution,
        result=None if result is None else json.loads(result),
        fs=info.get("fs"),
        heap=info.get("heap"),
        push=info.get("push"),
        info=info,
    )


def wait_for_run(connection: Connection, execution: str) -> Dict[str, Any]:
    """Waits until an execution has ended, and returns its record."""
    while True:
        info: Dict[str, Any] = connection.json(
            "GET", f"/api/executions/{part(execution)}", query={"wait": _WAIT_SECS}
        )
        if info["outcome"] is not None:
            return info


def _follow(connection: Connection, execution: str, on_output: OnOutput) -> Dict[str, Any]:
    last_id: Optional[str] = None
    for _ in range(10):
        try:
            for event_id, event, data in connection.events(f"/api/executions/{part(execution)}/events", last_id):
                last_id = event_id if event_id is not None else last_id
                told = json.loads(data)
                if event == "end":
                    return told  # type: ignore[no-any-return]
                if event == "output":
                    on_output(told["data"], told.get("stream", "stdout"))
        except Unreachable:
            continue
    return wait_for_run(connection, execution)


def content_of(content: Union[str, bytes]) -> Union[str, Dict[str, str]]:
    """Returns a file's content as the API takes it."""
    return content if isinstance(content, str) else {"base64": base64.b64encode(content).decode()}
