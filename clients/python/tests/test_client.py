"""Tests against the server at TREEBOX_TEST_SERVER, with the token TREEBOX_TEST_TOKEN."""

import http.server
import os
import sys
import threading
import time
import unittest
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

from treebox import ApiError, RunFailed, Treebox, Unreachable

SERVER = os.environ["TREEBOX_TEST_SERVER"]
TOKEN = os.environ.get("TREEBOX_TEST_TOKEN")


class LossyProxy(http.server.ThreadingHTTPServer):
    """Passes requests on, and loses the answers to the first POST requests."""

    def __init__(self, lost: int) -> None:
        super().__init__(("127.0.0.1", 0), _Pass)
        self.lost = lost
        self.keys = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Pass(http.server.BaseHTTPRequestHandler):
    server: LossyProxy

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name not in ("Host", "Content-Length")}
        request = urllib.request.Request(SERVER + self.path, body or None, headers, method=self.command)
        with urllib.request.urlopen(request) as answer:
            content, status = answer.read(), answer.status
        if self.command == "POST":
            self.server.keys.append(self.headers.get("Idempotency-Key"))
            if len(self.server.keys) <= self.server.lost:
                self.close_connection = True
                return
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _pass

    def log_message(self, *_: object) -> None:
        pass


class ClientTest(unittest.TestCase):
    def setUp(self) -> None:
        self.tb = Treebox(SERVER, token=TOKEN)

    def test_run_hands_values_in_and_parses_the_result(self) -> None:
        code = "[input, process.argv.slice(2), process.env.NAME, [...fs.readFileSync('/b')]]"
        run = self.tb.run(code, input={"a": 1}, args=["x"], env={"NAME": "n"}, files={"/b": b"\x00\xff"}, fs="none")
        self.assertEqual(run.result, [{"a": 1}, ["x"], "n", [0, 255]])
        self.assertIsNone(self.tb.run("undefined").result)

    def test_failures_have_their_own_errors(self) -> None:
        with self.assertRaises(RunFailed) as failed:
            self.tb.run("throw new TypeError('no')")
        self.assertIn("TypeError: no", str(failed.exception))
        self.assertEqual(failed.exception.info["outcome"], "threw")
        with self.assertRaises(ApiError) as refused:
            self.tb.run("1", heap="f" * 40)
        self.assertEqual((refused.exception.status, refused.exception.code), (400, "unknown_heap"))
        away, began = Treebox("http://127.0.0.1:9").label("x"), time.monotonic()
        with self.assertRaises(Unreachable):
            away.push("0" * 40)
        with self.assertRaises(Unreachable):
            away.files.write("a", "a", if_absent=True)
        self.assertLess(time.monotonic() - began, 2, "a request that could act twice was repeated")
        with self.assertRaises(ValueError):
            Treebox("box")

    def test_output_is_streamed(self) -> None:
        told = []
        code = "console.log('out'); await new Promise((end) => setTimeout(end, 300)); console.error('err'); 7"
        run = self.tb.run(code, on_output=lambda text, stream: told.append((stream, text)))
        self.assertEqual(run.result, 7)
        self.assertEqual("".join(text for stream, text in told if stream == "stdout"), "out\n")
        self.assertEqual("".join(text for stream, text in told if stream == "stderr"), "err\n")

    def test_a_lost_answer_is_asked_for_again_and_runs_once(self) -> None:
        with LossyProxy(lost=1) as proxy:
            run = Treebox(proxy.url, token=TOKEN).run("21 * 2", session="py-lossy")
            proxy.shutdown()
        self.assertEqual(run.result, 42)
        self.assertEqual(len(proxy.keys), 2)
        self.assertEqual(proxy.keys[0], proxy.keys[1])

    def test_labels_and_files(self) -> None:
        label = self.tb.label("py/work")
        self.assertIsNone(label.head())
        self.tb.run("", fs=label.name, push=label.name, files={"/a.txt": "a\n"})
        written = label.files.write("b c.txt", "b\n", message="add b", if_absent=True)
        with self.assertRaises(ApiError) as stale:
            label.files.write("b c.txt", "x", if_absent=True)
        self.assertEqual(stale.exception.status, 412)
        label.files.write("b c.txt", "B\n", if_match=written["blob"])
        self.assertEqual(label.files.read("/b c.txt"), "B\n")
        self.assertEqual([entry["name"] for entry in label.files.list()], ["a.txt", "b c.txt"])
        label.files.delete("b c.txt")
        self.assertEqual(len(label.log()), 4)
        self.tb.label("py/copy").create_from("py/work")
        self.assertIn("py/copy", [entry["name"] for entry in self.tb.labels()])
        self.tb.label("py/copy").delete()
        self.assertIsNone(self.tb.label("py/copy").head())

    def test_merge(self) -> None:
        self.tb.run("", fs="py-m", push="py-m", files={"/l": "1\n2\n3\n"})
        for side, text in (("py-1", "one\n2\n3\n"), ("py-2", "1\n2\nthree\n"), ("py-3", "eins\n2\n3\n")):
            self.tb.label(side).create_from("py-m")
            self.tb.label(side).files.write("l", text)
        self.assertEqual(self.tb.merge("py-1", "py-2", push="py-1")["status"], "merged")
        self.assertEqual(self.tb.label("py-1").files.read("l"), "one\n2\nthree\n")
        conflict = self.tb.merge("py-1", "py-3")
        self.assertEqual(conflict["status"], "conflict")
        settled = {each["path"]: "theirs" for each in conflict["conflicts"]}
        push = {"label": "py-1", "message": "settled"}
        merged = self.tb.merge("py-1", "py-3", resolutions=settled, push=push)
        self.assertEqual((merged["status"], self.tb.label("py-1").log()[-1]["message"]), ("merged", "settled"))

    def test_sessions_go_on(self) -> None:
        session = self.tb.session("py")
        session.run("let n = 1")
        self.assertEqual(session.run("++n").result, 2)

    def test_events(self) -> None:
        run = self.tb.run("1", session="py-events")
        self.assertEqual(self.tb.execution(run.id)["outcome"], "completed")
        stop = threading.Event()

        def keep_running() -> None:
            while not stop.is_set():
                self.tb.run("2", session="py-events")

        worker = threading.Thread(target=keep_running)
        worker.start()
        try:
            event = next(event for event in self.tb.events() if event.get("outcome") == "completed")
        finally:
            stop.set()
            worker.join()
        self.assertEqual((event["type"], event["session"]), ("execution", "py-events"))


if __name__ == "__main__":
    unittest.main()
