"""An agent in Python, with only the standard library and the treebox client.

OPENAI_API_KEY=... python3 agents/agent.py "your task"
"""

import json
import os
import sys
import urllib.request

from treebox import RunFailed, Treebox

LABEL = os.environ.get("LABEL", "agent")
BASE_URL = os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1")
TOOL = {
    "type": "function",
    "function": {
        "name": "run_code",
        "description": "Runs TypeScript with a file system at /. Files last from call to call. "
        "The value of the last statement is the result.",
        "parameters": {
            "type": "object",
            "properties": {"code": {"type": "string"}},
            "required": ["code"],
            "additionalProperties": False,
        },
    },
}

# Without arguments, the client uses TREEBOX_SERVER and TREEBOX_TOKEN, or the server on this machine.
tb = Treebox()


def run_code(code: str) -> str:
    """Runs the code and returns its result, as text for a model."""
    try:
        run = tb.run(code, fs=LABEL, push={"label": LABEL, "on_conflict": "merge"})
        return f"result: {json.dumps(run.result)}"
    except RunFailed as error:
        return f"failed: {error}"  # The model can correct its own code.


def complete(messages):
    """Asks the model for its next message."""
    body = {"model": os.environ.get("MODEL", "gpt-5.4"), "messages": messages, "tools": [TOOL]}
    request = urllib.request.Request(
        f"{BASE_URL}/chat/completions",
        json.dumps(body).encode(),
        {"content-type": "application/json", "authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["choices"][0]["message"]


def agent(task: str, max_steps: int = 10) -> str:
    messages = [{"role": "user", "content": task}]
    for step in range(1, max_steps + 1):
        message = complete(messages)
        messages.append(message)
        if not message.get("tool_calls"):
            return f"{message['content']} ({step} steps)"
        for call in message["tool_calls"]:
            content = run_code(json.loads(call["function"]["arguments"])["code"])
            messages.append({"role": "tool", "tool_call_id": call["id"], "content": content})
    raise RuntimeError("the agent did not come to an end")


if __name__ == "__main__":
    print(agent(sys.argv[1] if len(sys.argv) > 1 else "Write the primes up to 20 to /primes.json and count them."))
