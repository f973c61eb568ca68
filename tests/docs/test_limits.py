"""`docs/limits.md` has every limit, with the code, default and setting that it has."""

import re
from pathlib import Path

from gateway.errors import JsonTooDeep, JsonTooLarge
from gateway.schema.limits import SETTINGS
from gateway.settings import PREFIX, Settings

ROW = re.compile(r"^\| `(\w+)` \| (\d+) \| `(\w+)` \|", re.MULTILINE)
OF_HTTP = {
    "BODY_TOO_LARGE": "max_body_bytes",
    JsonTooDeep.code: "max_json_depth",
    JsonTooLarge.code: "max_json_values",
}


def test_the_table_is_what_the_code_does(project_dir: Path) -> None:
    text = (project_dir / "docs/limits.md").read_text(encoding="utf-8")
    names = {**OF_HTTP, **{condition.code: name for condition, name in SETTINGS.items()}}
    assert ROW.findall(text) == [
        (code, str(Settings.model_fields[name].default), f"{PREFIX}{name.upper()}")
        for code, name in names.items()
    ]
