"""The reference page is true: its examples run, and it names all that there is."""

import inspect
import re
from pathlib import Path

import pytest

import codat_client
from codat_client import BadInput, CodatClient, CodatError

PAGE = (Path(codat_client.__file__).parent / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
IN_MAPPING = {
    name for name in codat_client.__all__ if getattr(codat_client, name).__module__.endswith("mapping")
}


def operations():
    client = CodatClient("test-key")
    for group in ("sync", "companies", "connections", "configuration"):
        for name, method in inspect.getmembers(getattr(client, group), inspect.ismethod):
            if not name.startswith("_"):
                yield f"{group}.{name}", method


def test_the_examples_run_one_after_the_other(fresh_sandbox, monkeypatch, capsys):
    monkeypatch.setenv("CODAT_API_KEY", "test-key")
    monkeypatch.setenv("CODAT_BASE_URL", fresh_sandbox.url)
    session: dict[str, object] = {}
    for example in EXAMPLES:
        exec(compile(example, "README.md", "exec"), session)  # noqa: S102 - our own page
    assert "started:" in capsys.readouterr().out
    assert [post["operation"] for post in fresh_sandbox.ledger()] == [
        "sync.request",
        "sync.request_for_date_range",
    ]


def test_each_operation_has_a_place_and_an_example():
    for name, _ in operations():
        assert f"client.{name}(" in "".join(EXAMPLES)


@pytest.mark.parametrize("name", [name for name, _ in operations()])
def test_each_parameter_is_named(name):
    method = dict(operations())[name]
    for parameter in inspect.signature(method).parameters:
        assert f"`{parameter}" in PAGE or f"`{parameter}=`" in PAGE


def test_each_argument_of_the_client_is_named():
    for parameter in inspect.signature(CodatClient).parameters:
        assert f"`{parameter}`" in PAGE


@pytest.mark.parametrize(
    "name", sorted(set(codat_client.__all__) - IN_MAPPING - {"Validation", "ValidationItem"})
)
def test_each_public_name_is_on_the_page(name):
    assert name in PAGE


def test_each_error_has_a_row():
    errors = [name for name in codat_client.__all__ if inspect.isclass(getattr(codat_client, name))]
    for name in errors:
        if issubclass(getattr(codat_client, name), CodatError) and name != "CodatError":
            assert f"| `{name}` |" in PAGE


def test_each_field_of_a_record_is_named():
    for kind in (
        codat_client.CompanySyncStatus,
        codat_client.SyncSummary,
        codat_client.Connection,
        codat_client.Company,
    ):
        for field in kind.__struct_fields__:
            assert field == "source" or f"`{field.removesuffix('_text')}`" in PAGE


def test_the_page_says_what_a_bad_id_is():
    with pytest.raises(BadInput, match="isn’t an id"):
        CodatClient("test-key").sync.get_latest_sync("no id")
