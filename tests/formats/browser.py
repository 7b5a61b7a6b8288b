"""Speaks to a headless Chromium by the DevTools protocol."""

import json
import pathlib
import shutil
import subprocess
import sys
import time
import urllib.request

import websocket

FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
--disable-component-update --disable-sync --remote-debugging-port=0 --remote-allow-origins=*""".split()


def expect(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: {found!r}, not {wanted!r}")


class Browser:
    """One tab, by the DevTools protocol."""

    def __init__(self, home):
        program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if program is None:
            sys.exit("there is no browser for this test: ./ci/test installs Chromium")
        self.process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={home}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        port = self.port(pathlib.Path(home) / "DevToolsActivePort")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as tabs:
            tab = next(tab for tab in json.load(tabs) if tab["type"] == "page")
        self.socket = websocket.create_connection(tab["webSocketDebuggerUrl"], timeout=60, suppress_origin=True)
        self.last, self.events = 0, []
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.call(f"{domain}.enable")

    def port(self, file):
        for _ in range(600):
            if file.exists() and (lines := file.read_text().splitlines()):
                return lines[0]
            if self.process.poll() is not None:
                sys.exit(f"the browser ended with {self.process.returncode} before it could be asked anything")
            time.sleep(0.1)
        sys.exit("the browser does not come up")

    def call(self, method, **params):
        self.last += 1
        self.socket.send(json.dumps({"id": self.last, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == self.last:
                return message["result"] if "result" in message else sys.exit(f"{method}: {message['error']}")
            self.events.append(message)

    def open(self, url):
        self.events.clear()
        self.call("Page.navigate", url=url)
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(json.loads(self.socket.recv()))

    def ask(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            sys.exit(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def complaints(self):
        """Errors on the console, and requests that leave the page."""
        for event in self.events:
            params = event["params"]
            match event["method"]:
                case "Runtime.exceptionThrown":
                    yield params["exceptionDetails"]["text"]
                case "Log.entryAdded" if params["entry"]["level"] in ("error", "warning"):
                    yield params["entry"]["text"]
                case "Runtime.consoleAPICalled" if params["type"] in ("error", "warning"):
                    yield str(params["args"])
                case "Network.requestWillBeSent" if not params["request"]["url"].startswith(("file:", "data:", "blob:")):
                    yield params["request"]["url"]
