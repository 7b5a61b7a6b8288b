"""Opens a page in a headless Chromium and looks at it as a reader would. Fails at the first thing that is not right."""

import base64
import json
import pathlib
import sys
import tempfile
import time

from browser import Browser, expect


def visible(kind):
    return f"""[...document.querySelectorAll('.{kind}')].filter((card) => card.checkVisibility())
        .map((card) => card.querySelector('.name').textContent)"""


def type_into_filter(browser, text):
    browser.ask(f"""(() => {{ const filter = document.getElementById('filter'); filter.value = {json.dumps(text)};
        filter.dispatchEvent(new Event('input', {{bubbles: true}})); }})()""")


def choose(browser, field, value):
    browser.ask(f"""(() => {{ const field = document.getElementById('{field}'); field.value = {json.dumps(value)};
        field.dispatchEvent(new Event('input', {{bubbles: true}})); }})()""")


def counted(browser, wanted, subjects):
    """How many findings and subjects the page says are shown."""
    parts = [(len(browser.ask(visible("finding"))), len(wanted["findings"]), "finding")]
    parts.append((len(subjects), len(wanted["subjects"]), "subject"))
    words = [f"{left} of {all} {noun}" + ("" if all == 1 else "s") for left, all, noun in parts if all > 0]
    return ", ".join(words)


def look_around(browser, wanted):
    """Cards are closed until somebody opens them, all or the one that a link leads to; every link on the page leads somewhere."""
    count = "document.querySelectorAll('details.card[open]').length"
    cards = len(wanted["findings"]) + len(wanted["subjects"])
    expect("open cards", browser.ask(count), 0)
    browser.ask("document.getElementById('open').click()")
    expect("cards after opening all", browser.ask(count), cards)
    browser.ask("document.getElementById('open').click()")
    expect("cards after closing all", browser.ask(count), 0)
    links = "[...document.querySelectorAll('a')].map((link) => link.getAttribute('href'))"
    dead = f"{links}.filter((link) => link.startsWith('#') && !document.getElementById(link.slice(1)))"
    expect("links that lead nowhere", browser.ask(dead), [])
    outside = f"[...new Set({links}.filter((link) => !link.startsWith('#')).map((link) => link.split('#')[0]))]"
    rules = "https://github.com/avrocheck/avrocheck/blob/v0.1.0/docs/rules.md"
    expect("links that leave the page", browser.ask(outside), [rules] if wanted["findings"] else [])
    last = browser.ask("[...document.querySelectorAll('details.card')].at(-1).id")
    browser.ask(f"location.hash = '#{last}'")
    for _ in range(100):
        if browser.ask(count) == 1:
            break
        time.sleep(0.05)
    expect("the card that a link leads to", browser.ask("document.querySelector('details.card[open]')?.id"), last)
    browser.ask("document.querySelector('details.card[open]').open = false")


def look_at(browser, page, wanted, pictures):
    browser.open(page.as_uri())
    subjects, findings = wanted["subjects"], wanted["findings"]
    expect("the headline", browser.ask("document.querySelector('h1').textContent"), wanted["headline"])
    expect("subjects", browser.ask(visible("subject")), subjects)
    expect("findings", browser.ask(visible("finding")), findings)
    expect("tables of verdicts", browser.ask("document.querySelectorAll('table.matrix').length"), wanted["matrices"])
    if wanted["matrices"]:
        marks = "[...document.querySelectorAll('.subject .matrix')[0].querySelectorAll('td')].map((cell) => cell.textContent)"
        expect("the first matrix", browser.ask(marks), wanted["first_matrix"])
    if "first_preview" in wanted:
        # Its heads, and the two cells of the first part that is not as it was.
        cells = """(() => { const table = document.querySelector('table.preview');
            const row = [...table.querySelectorAll('tbody tr')].find((row) => row.className !== 'kept');
            return [...table.querySelectorAll('th[scope=col]'), ...row.querySelectorAll('[data-as]')]
                .map((cell) => cell.textContent); })()"""
        expect("the first preview", browser.ask(cells), wanted["first_preview"])
    for text, left in wanted["filters"].items():
        type_into_filter(browser, text)
        expect(f"subjects with {text!r}", browser.ask(visible("subject")), left)
        expect("the count", browser.ask("document.getElementById('shown').textContent"), counted(browser, wanted, left))
        if findings:
            hidden = [name for name in findings if name not in browser.ask(visible("finding"))]
            expect(f"findings left by {text!r}", [name for name in hidden if name.split(".")[0] in left], [])
    type_into_filter(browser, "")
    for field in ["rule", "severity"]:
        for choice, left in wanted.get({"rule": "rules", "severity": "severities"}[field], {}).items():
            choose(browser, field, choice)
            expect(f"subjects with {choice}", browser.ask(visible("subject")), left)
            words = "[...document.querySelectorAll('.finding')].filter((card) => card.checkVisibility())"
            shown = browser.ask(f"{words}.every((card) => card.dataset.{'rules' if field == 'rule' else 'severities'} === '{choice}')")
            expect(f"only findings with {choice} are shown", shown, True)
            choose(browser, field, "")
    look_around(browser, wanted)
    browser.ask("document.getElementById('failing').click()")
    expect("subjects that fail", browser.ask(visible("subject")), wanted["failing"])
    browser.ask("document.getElementById('failing').click()")
    expect("subjects again", browser.ask(visible("subject")), subjects)

    paper = {}
    for scheme in ["light", "dark"]:
        browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        paper[scheme] = browser.ask("getComputedStyle(document.documentElement).backgroundColor")
        ink = browser.ask("getComputedStyle(document.documentElement).color")
        expect(f"ink on {scheme} paper is the paper's colour", ink == paper[scheme], False)
        picture = browser.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        (pictures / f"{page.stem}-{scheme}.png").write_bytes(base64.b64decode(picture))
    brightness = {scheme: sum(map(int, colour[4:-1].split(","))) for scheme, colour in paper.items()}
    expect("light paper is light, and dark is dark", brightness["light"] > 600 and brightness["dark"] < 150, True)
    for width in [1200, 360]:
        browser.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
        overflow = browser.ask("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        expect(f"pixels beyond a window {width} wide", overflow, 0)
    browser.call("Emulation.clearDeviceMetricsOverride")
    expect("complaints", list(browser.complaints()), [])


def main():
    wanted = json.loads(pathlib.Path(sys.argv[1]).read_text())
    pages = pathlib.Path(sys.argv[1]).parent
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        browser = Browser(home)
        try:
            for name, expected in wanted.items():
                look_at(browser, pages / name, expected, pages)
                print(f"{name} is as it should be")
        finally:
            browser.process.terminate()
            browser.process.wait()


main()
