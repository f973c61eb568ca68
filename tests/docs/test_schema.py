"""docs/schema.md says what the schema says."""

from pathlib import Path

from graphql import build_schema, is_introspection_type, is_specified_scalar_type

from gateway.schema.reference import schema_reference


def test_it_is_what_is_made_from_the_schema(project_dir: Path) -> None:
    sdl = (project_dir / "schema.graphql").read_text(encoding="utf-8")
    page = (project_dir / "docs/schema.md").read_text(encoding="utf-8")
    assert page.endswith(f"\n\n{schema_reference(sdl)}\n"), "run `make reference`"


def test_every_type_has_its_place(project_dir: Path) -> None:
    schema = build_schema((project_dir / "schema.graphql").read_text(encoding="utf-8"))
    page = (project_dir / "docs/schema.md").read_text(encoding="utf-8").splitlines()
    kinds = {
        kind.name
        for kind in schema.type_map.values()
        if not (is_introspection_type(kind) or is_specified_scalar_type(kind))
    }
    assert len(kinds) > 50
    titles = [line.removeprefix("### ") for line in page if line.startswith("### ")]
    assert sorted(titles) == sorted(kinds - {"Query"})
