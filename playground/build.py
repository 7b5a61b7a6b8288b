#!/usr/bin/env python3
"""Builds the playground, one HTML file that needs no server and no network: `playground/build.py [FILE]`.

The engine is compiled with the Rust of Debian 12 (rustc-web), which compiles the standard library for wasm from its own source, so
that no other toolchain has to be installed. Without FILE the page is target/playground.html.
"""

import base64
import gzip
import hashlib
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target").resolve()

# Debian's security updates have one version at a time; a new one is tried, and then written here.
DEBIAN = dict.fromkeys(["rustc-web", "cargo-web", "rust-web-src"], "1.96.0+dfsg1-1~deb12u2")

# What compilers of Rust use of wasm, and all browsers have had since 2022.
WASM_FEATURES = ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"]

# The engine recurses as deep as types are nested.
STACK = 8 << 20


def fail(message):
    sys.exit(f"playground/build.py: {message}")


def run(*command, **options):
    """What a command prints; it has to succeed."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, text=True, **options)
    if done.returncode != 0:
        fail(f"{' '.join(map(str, command))} ends with {done.returncode}")
    return done.stdout


def demand_toolchain():
    query = ["dpkg-query", "--show", "--showformat", "${Package} ${Version}\n", *DEBIAN]
    shown = subprocess.run(query, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    installed = dict(line.split(" ", 1) for line in shown.splitlines() if line.count(" ") == 1)
    wrong = [f"{name} {installed.get(name) or 'not at all'}, not {version}" for name, version in DEBIAN.items() if installed.get(name) != version]
    if wrong:
        fail(
            f"installed is {'; '.join(wrong)}. As root: apt-get install {' '.join(f'{name}={version}' for name, version in DEBIAN.items())}. "
            "Where Debian has another version by now, try the page with it, and change the version in this file"
        )


def engine():
    """The engine as it comes out of the compiler."""
    linker = pathlib.Path(run("rustc", "--print", "sysroot").strip()) / "lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld"
    if not linker.exists():
        fail(f"there is no linker at {linker}; rustup installs it with Rust for x86-64 Linux")
    target = TARGET / "playground"
    environment = os.environ | {
        "CARGO_INCREMENTAL": "0",
        "CARGO_TARGET_DIR": str(target),
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER": str(linker),
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS": f"-C link-arg=-zstack-size={STACK}",
        "RUSTC": "/usr/bin/rustc",
        # Only so does a released compiler take -Z.
        "RUSTC_BOOTSTRAP": "1",
    }
    # rustup's cargo says by these that another toolchain is meant.
    environment.pop("RUSTUP_TOOLCHAIN", None)
    run(
        *["/usr/bin/cargo", "build", "--locked", "--package", "playground-engine", "--profile", "page"],
        *["--target", "wasm32-unknown-unknown", "-Z", "build-std=std,panic_abort"],
        cwd=ROOT,
        env=environment,
    )
    return target / "wasm32-unknown-unknown/page/playground_engine.wasm"


def glue(wasm):
    """The JavaScript that calls the engine, and the engine with what that needs."""
    program = HERE / "glue/Cargo.toml"
    run("cargo", "build", "--locked", "--manifest-path", program, "--target-dir", TARGET / "playground/glue", cwd=HERE)
    out = TARGET / "playground/glued"
    run(TARGET / "playground/glue/debug/playground-glue", wasm, out)
    return (out / "playground_engine.js").read_text(), out / "playground_engine_bg.wasm"


def tools():
    """The programs of npm, in the versions of package-lock.json."""
    place = TARGET / "playground/npm"
    place.mkdir(parents=True, exist_ok=True)
    lock = (HERE / "package-lock.json").read_bytes()
    stamp = place / "installed.json"
    if not stamp.exists() or stamp.read_bytes() != lock:
        for file in ["package.json", "package-lock.json"]:
            (place / file).write_bytes((HERE / file).read_bytes())
        run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=place)
        stamp.write_bytes(lock)
    return place / "node_modules/.bin"


def smaller(wasm, programs):
    """The engine as small as it can be; what was made of the same one before is taken again, because it takes a minute."""
    made_of = hashlib.sha256(wasm.read_bytes() + " ".join(WASM_FEATURES).encode()).hexdigest()
    out = wasm.with_name(f"engine-{made_of[:16]}.wasm")
    if out.exists():
        return out.read_bytes()
    for older in wasm.parent.glob("engine-*.wasm"):
        older.unlink()
    part = out.with_suffix(".part")
    run(programs / "wasm-opt", "-Os", *(f"--enable-{feature}" for feature in WASM_FEATURES), wasm, "-o", part)
    part.rename(out)
    return out.read_bytes()


def page(wasm, worker, programs):
    script = run(programs / "esbuild", "main.js", "--bundle", "--minify", "--format=iife", "--charset=utf8", cwd=HERE / "page")
    style = run(programs / "esbuild", "style.css", "--minify", "--charset=utf8", cwd=HERE / "page")
    if "</script" in script + worker or "</style" in style:
        fail("a part would end the element that it is in")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    # No text of a visitor can become a script, and nothing can be sent anywhere.
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}' 'wasm-unsafe-eval' blob:; worker-src blob:; "
        "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    parts = {
        "%CSP%": policy,
        "%STYLE%": style.strip(),
        "%ENGINE%": base64.b64encode(gzip.compress(wasm, 9, mtime=0)).decode(),
        "%WORKER%": worker,
        "%SCRIPT%": script,
    }
    text = (HERE / "page/index.html").read_text()
    for mark, part in parts.items():
        before, after = text.split(mark)
        text = before + part + after
    return text


def main():
    if len(sys.argv) > 2:
        fail("one argument at the most: the file to write")
    out = pathlib.Path(sys.argv[1] if len(sys.argv) == 2 else TARGET / "playground.html").resolve()
    demand_toolchain()
    programs = tools()
    bindings, wasm = glue(engine())
    wasm = smaller(wasm, programs)
    text = page(wasm, bindings + (HERE / "page/worker.js").read_text(), programs)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text)
    size = len(gzip.compress(text.encode(), 9))
    print(f"{out}: {len(text.encode()):,} bytes, {size:,} with gzip; the engine has {len(wasm):,}, {len(gzip.compress(wasm, 9)):,} with gzip")


main()
