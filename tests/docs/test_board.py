"""`docs/board.md` shows the pictures that there are, and they are small."""

import re
from pathlib import Path

import pytest

from tests.integration.board.pictures import PICTURES, Picture

MOST_BYTES = 200_000


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_is_there_and_small(picture: Picture) -> None:
    assert 0 < picture.path.stat().st_size < MOST_BYTES


def test_every_picture_is_shown_and_described(project_dir: Path) -> None:
    text = (project_dir / "docs/board.md").read_text(encoding="utf-8")
    shown = re.findall(
        r'!\[[^\]]+\]\(images/(\S+)\.png\)|src="images/(\S+)\.png" alt="[^"]+"', text
    )
    assert {one or other for one, other in shown} == {picture.name for picture in PICTURES}
