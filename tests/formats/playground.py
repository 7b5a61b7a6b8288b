"""Opens the playground in a headless Chromium, uses it as a visitor does, and asks it what the command line is asked.

Arguments: the page, the program, the directory of cases, and a file of pairs of other projects, if there is one.
"""

import base64
import json
import pathlib
import subprocess
import sys
import tempfile
import time

from browser import Browser, expect

CONFIGURATION = 'level = "FULL_TRANSITIVE"\nassume = ["java","confluent"]\n'

# So many pairs are checked in one run.
TOGETHER = 40


class Page:
    """The page, by what a visitor sees and does."""

    def __init__(self, browser, file):
        self.browser, self.file = browser, file
        self.ask = browser.ask

    def open(self, fragment=""):
        self.browser.open("about:blank")
        self.browser.open(self.file.as_uri() + fragment)
        self.wait("document.body.dataset.run !== undefined")

    def wait(self, condition):
        for _ in range(600):
            if self.ask(condition):
                return
            time.sleep(0.05)
        sys.exit(f"this does not become true: {condition}\nThe page says: {self.verdict()}")

    def after(self, action):
        """Does something that changes a text or a choice, and waits for the answer."""
        before = self.ask("document.body.dataset.run")
        self.ask(f"void ({action})")
        self.wait(f"document.body.dataset.run !== {json.dumps(before)}")

    def type(self, version, text):
        area = f"document.querySelectorAll('.version textarea')[{version}]"
        self.after(f"{area}.value = {json.dumps(text)}, {area}.dispatchEvent(new Event('input', {{ bubbles: true }}))")

    def choose(self, field, value):
        self.after(f"document.getElementById('{field}').value = {json.dumps(value)}, document.getElementById('{field}').dispatchEvent(new Event('change'))")

    def click(self, selector):
        self.after(f"document.querySelector({json.dumps(selector)}).click()")

    def press(self, key, code, **how):
        for kind in ["rawKeyDown", "keyUp"]:
            self.browser.call("Input.dispatchKeyEvent", type=kind, key=key, code=code, **how)

    def verdict(self):
        return self.ask("document.getElementById('verdict').textContent.trim()")

    def text(self, version):
        return self.ask(f"document.querySelectorAll('.version textarea')[{version}].value")

    def texts(self, selector):
        return self.ask(f"[...document.querySelectorAll({json.dumps(selector)})].map((element) => element.textContent)")

    def engine(self, call, *texts):
        return self.ask(f"avrocheck.ask({', '.join(map(json.dumps, [call, *texts]))})")


def use(page):
    """A break is typed, seen, fixed by a click, and gone."""
    page.open()
    expect("the verdict", page.verdict(), "✗ Incompatible at BACKWARD: 1 finding fails. Fix v2")
    expect("rules", page.texts(".finding.fails .link"), ["AVC101 missing-default"])
    expect("marks in the newest version", page.texts(".version:last-child .mark.breaking")[-1].endswith("}"), True)
    expect("Java's answer", [text for text in page.texts(".beside p") if text.startswith("Java")], ["Java, Confluent Schema Registry: incompatible"])
    expect("the record", json.loads(page.ask("document.getElementById('written').value")), {"id": 0, "status": "NEW", "price": 0})
    expect("what is read", page.texts("#read"), ["/customer: READER_FIELD_MISSING_DEFAULT_VALUE"])
    page.click(".finding.fails .fix")
    expect("the verdict after the fix", page.verdict(), "✓ Compatible at BACKWARD.")
    expect("the fixed field", '{"name": "customer", "type": ["null", "string"], "default": null}' in page.text(1), True)
    page.choose("level", "FULL")
    expect("the verdict at FULL", page.verdict().startswith("✗ Incompatible at FULL: 2 findings fail."), True)
    page.choose("level", "BACKWARD")

    fragment = page.ask("new Promise((done) => setTimeout(() => done(location.hash), 500))")
    text = page.text(1)
    page.open(fragment)
    expect("the text of a link", page.text(1), text)

    page.type(1, '{"type": "record", "name": "Order"')
    expect("the verdict on half a text", page.verdict().startswith("Not everything could be checked."), True)
    expect("a mark in half a text", len(page.texts(".version:last-child .mark")), 1)
    for nesting in [255, 100_000]:
        page.type(1, '{"type": "array", "items": ' * nesting + '"int"' + "}" * nesting)
        expect(f"the verdict on {nesting} levels", page.verdict()[:14], "✗ Incompatible" if nesting == 255 else "Not everything")
    page.type(1, '"größer 😀"')
    expect("the verdict on nonsense", page.verdict().startswith("Not everything could be checked."), True)


def languages(page):
    page.open()
    page.click(".version:last-child .convert")
    expect("IDL", "record Order {" in page.text(1), True)
    expect("rules where one version is IDL", page.texts(".finding.fails .link"), ["AVC101 missing-default"])
    page.click(".version:first-child .convert")
    expect("rules where both are IDL", page.texts(".finding.fails .link"), ["AVC101 missing-default"])
    page.click(".finding.fails .fix")
    expect("the fixed field in IDL", "union { null, string } customer = null;" in page.text(1) or "string? customer = null;" in page.text(1), True)
    page.click(".version:last-child .convert")
    expect("JSON again", json.loads(page.text(1))["name"], "Order")
    protocol = "@namespace(\"shop\") protocol Shop { record Item { int id; } record Cart { int size; } }"
    page.type(0, protocol)
    page.type(1, protocol.replace("int id", "long id"))
    expect("subjects of protocols", page.texts("#matrix .caption")[:2], ["schema#shop.Cart", "schema#shop.Item"])
    page.click(".version:last-child .convert")
    expect("a protocol as JSON", json.loads(page.text(1))["protocol"], "Shop")
    expect("the verdict on protocols in two languages", page.verdict(), "✓ Compatible at BACKWARD.")


def versions(page):
    page.open()
    page.click(".version:last-child header button[title^=Add]")
    expect("versions", page.texts(".version h2"), ["v1oldest", "v2", "v3newest"])
    expect("cells of the matrix", len(page.texts(".matrix td button")), 6)
    page.click(".version:last-child header button[title^=Remove]")
    expect("versions again", page.texts(".version h2"), ["v1oldest", "v2newest"])


def rules(page):
    """Every example of two versions raises its rule, or is one that only `avrocheck lint` raises."""
    page.open("#rule=AVC102")
    expect("the rule of a link", page.ask("document.getElementById('rules').open") and page.texts("#rule-page h3"), ["AVC102 type-mismatch"])
    page.click("#rule-page .fix")
    expect("the rule in its example", "AVC102 type-mismatch" in page.texts(".finding .link"), True)
    page.ask("document.getElementById('open-rules').click()")
    page.ask("document.getElementById('rule-filter').value = 'AVC10', document.getElementById('rule-filter').dispatchEvent(new Event('input'))")
    expect("rules that are found", len(page.texts("#rule-list button")), 8)
    # The first empties the search.
    for _ in range(2):
        page.press("Escape", "Escape", windowsVirtualKeyCode=27)
    expect("the dialog after Escape", page.ask("document.getElementById('rules').open"), False)


def examples(page):
    """What the example of a rule does not raise depends on what the page does not have, and the page says so."""
    page.open()
    silent = []
    for rule in json.loads(page.engine("catalogue"))["rules"]:
        page.after(f"location.hash = '#rule={rule['rule']}'")
        if page.texts("#rule-page .fix"):
            page.click("#rule-page .fix")
            if not any(text.startswith(rule["rule"]) for text in page.texts(".finding .link")):
                silent.append(rule["rule"])
                expect(f"what is said of {rule['rule']}", page.texts("#findings .note")[-1].startswith(f"{rule['rule']} is not found here"), True)
    expect("rules that are not found in their examples", silent, ["AVC209", "AVC415", "AVC416", "AVC417", "AVC418", "AVC501"])


def keyboard(page):
    page.open()
    page.press("2", "Digit2", windowsVirtualKeyCode=50, modifiers=1)
    here = "document.activeElement.getAttribute('aria-label')"
    expect("the text after Alt+2", page.ask(here), "Version 2")
    page.press("F8", "F8", windowsVirtualKeyCode=119)
    expect("the message after F8", page.ask("!document.getElementById('tip').hidden"), True)
    unnamed = "[...document.querySelectorAll('button, select, textarea, input')].filter((one) => one.checkVisibility() && !one.textContent.trim() && !one.getAttribute('aria-label') && !one.labels?.length).length"
    expect("controls without a name", page.ask(unnamed), 0)


def looks(page, pictures):
    page.open()
    papers = {}
    for scheme in ["light", "dark"]:
        page.browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        papers[scheme] = brightness(page)
        picture = page.browser.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        (pictures / f"playground-{scheme}.png").write_bytes(base64.b64decode(picture))
    expect("light paper is light, and dark is dark", papers["light"] > 600 and papers["dark"] < 150, True)
    page.ask("document.getElementById('theme').click()")
    expect("the paper after the button", brightness(page) > 600, True)
    page.ask("document.getElementById('theme').click(), localStorage.removeItem('theme')")
    for width in [1300, 700, 360]:
        page.browser.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
        overflow = page.ask("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        expect(f"pixels beyond a window {width} wide", overflow, 0)
    page.browser.call("Emulation.clearDeviceMetricsOverride")


def brightness(page):
    colour = page.ask("getComputedStyle(document.documentElement).backgroundColor")
    return sum(map(int, colour[4:-1].split(",")))


def pairs(cases, peers):
    """The examples of rules and the pairs of other projects, as texts: a name, the writer's schema and the reader's."""
    for writer in sorted(cases.glob("AVC*/*/writer.avsc")):
        yield f"{writer.parent.parent.name}-{writer.parent.name}", writer.read_text(), (writer.parent / "reader.avsc").read_text()
    for file in peers:
        for line in file.read_text().splitlines():
            row = json.loads(line)
            yield row["id"], json.dumps(row["writer"]), json.dumps(row["reader"])


def same_as_the_command_line(page, program, cases, peers):
    page.open()
    every = list(pairs(cases, peers))
    checked = 0
    for start in range(0, len(every), TOGETHER):
        files = {f"{name}/{version}.avsc": text for name, *both in every[start : start + TOGETHER] for version, text in zip(["v1", "v2"], both)}
        with tempfile.TemporaryDirectory() as home:
            for path, text in {"avrocheck.toml": CONFIGURATION, **{f"schemas/{path}": text for path, text in files.items()}}.items():
                file = pathlib.Path(home, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
            command = [program, "compat", "schemas", "--as", "confluent", "--format", "json"]
            wanted = subprocess.run(command, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
        found = page.engine("check", json.dumps(files), CONFIGURATION)
        if found != wanted:
            here = next(at for at, (a, b) in enumerate(zip(found + "\0", wanted + "\0")) if a != b)
            sys.exit(f"the page says …{found[max(0, here - 200) : here + 200]}…\nthe command line …{wanted[max(0, here - 200) : here + 200]}…")
        checked += json.loads(wanted)["summary"]["pairs"]
    print(f"{len(every)} pairs of schemas, {checked} directions: the page and the command line give the same bytes")


def main():
    file, program, cases, *peers = map(pathlib.Path, sys.argv[1:])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        browser = Browser(home)
        try:
            page = Page(browser, file)
            for visit in [use, languages, versions, rules, examples, keyboard]:
                visit(page)
                expect(f"complaints of {visit.__name__}", list(browser.complaints()), [])
            looks(page, file.parent)
            same_as_the_command_line(page, program, cases, peers)
            expect("complaints", list(browser.complaints()), [])
        finally:
            browser.process.terminate()
            browser.process.wait()


main()
