"""Nothing in the repository depends on where it was made or on one registry."""

import re
from collections.abc import Iterable
from pathlib import Path

# In parts, so that this file may be searched as well.
REGISTRY_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("security", "debian", "org"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("quay", "io"),
    )
]
MACHINE_FOLDERS = ("work", "root", "tmp", r"home/\w+", r"Users/\w+")
MACHINE_PATH = re.compile(rf"(?<![\w.:/~$}})-])/(?:{'|'.join(MACHINE_FOLDERS)})\b")


def test_no_file_names_a_package_registry(tracked_files: list[Path]) -> None:
    host = re.compile("|".join(map(re.escape, REGISTRY_HOSTS)))
    assert list(_matches(host, tracked_files)) == []


def test_no_file_names_a_path_of_one_machine(tracked_files: list[Path]) -> None:
    assert list(_matches(MACHINE_PATH, tracked_files)) == []


def test_a_path_of_one_machine_is_told_from_other_paths() -> None:
    for folder in ("work", "tmp", "root"):
        assert MACHINE_PATH.search(f'open("/{folder}/main/x")')
        assert MACHINE_PATH.search(f"/{folder}/x")
        assert not MACHINE_PATH.search(f"src/{folder}/x")
        assert not MACHINE_PATH.search(f"https://example.com/{folder}/x")
        assert not MACHINE_PATH.search(f"/{folder}ers/x")


def test_no_file_depends_on_one_host_of_repositories(tracked_files: list[Path]) -> None:
    assert [path for path in tracked_files if ".github" in path.parts] == []


def _matches(pattern: re.Pattern[str], paths: Iterable[Path]) -> Iterable[str]:
    for path in paths:
        # Pictures and fonts have no text to search; what is left of them never matches.
        for number, line in enumerate(path.read_text(errors="ignore").splitlines(), 1):
            if match := pattern.search(line):
                yield f"{path}:{number}: {match[0]}"
