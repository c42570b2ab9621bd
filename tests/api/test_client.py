"""A typed Python client, generated from docs/api/openapi.yaml, speaks with the site."""

import importlib
import subprocess
import sys
from datetime import date

import pytest

from agents.programs import keys
from agents.programs.scopes import SCOPES
from tests import build
from tests.processes import ROOT

DESCRIBED = ROOT / "docs" / "api" / "openapi.yaml"


@pytest.fixture(scope="session")
def generated(tmp_path_factory):
    """The client's package, importable."""
    folder = tmp_path_factory.mktemp("client")
    config = folder / "config.yaml"
    config.write_text("package_name_override: commissions_client\npost_hooks: []\n")
    target = folder / "out"
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    subprocess.run(
        [*command, "--path", DESCRIBED, "--config", config, "--output-path", target / "c"],
        check=True,
        capture_output=True,
        cwd=folder,
    )
    (target / "c").rename(target / "commissions_client")
    sys.path.insert(0, str(target))
    yield importlib.import_module("commissions_client")
    sys.path.remove(str(target))


@pytest.mark.slow
def test_a_generated_client_reads_and_writes(
    generated, live_server, transactional_db, django_user_model, settings
):
    build.plan()
    bea = build.agent("BEA", under=build.agent("ANN"), joined_on=date(2025, 6, 1))
    user = django_user_model.objects.create_superuser("root", "root@example.com", "x")
    from django.utils import timezone

    _, text = keys.make(user, name="client", scopes=list(SCOPES), at=timezone.now())
    client = generated.AuthenticatedClient(base_url=live_server.url, token=text)

    def api(area: str, call: str):
        return importlib.import_module(f"commissions_client.api.{area}.{call}")

    models = importlib.import_module("commissions_client.models")
    page = api("agents", "agents_list").sync(client=client)
    assert [one.code for one in page.results] == ["ANN", "BEA"]
    assert page.results[1].joined_on == bea.joined_on
    made = api("customers", "customers_create").sync(
        client=client,
        body=models.CustomerInRequest(ref="C1", agent="BEA", name="Nora", email="n@example.net"),
    )
    assert (made.ref, made.own_account) == ("C1", False)
    refused = api("customers", "customers_create").sync_detailed(
        client=client,
        body=models.CustomerInRequest(ref="C2", agent="NO", name="Nora", email="n@example.net"),
    )
    assert refused.status_code == 422
    assert refused.parsed.code == "invalid"
