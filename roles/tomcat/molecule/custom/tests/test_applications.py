import httpx
import pytest
from servlet_container import ApplicationTests


class TestApplications(ApplicationTests):
    """What all servlet containers have in common, and what Tomcat has of its own."""

    @pytest.mark.parametrize(
        "path",
        [
            "/pages/WEB-INF/hidden.txt",
            pytest.param("/pages/folder/", id="the list of a folder"),
            pytest.param("/former/", id="an application that is wanted no more"),
            pytest.param("/stray/", id="a WAR in the container's own folder"),
        ],
    )
    def test_nothing_else_is_served(self, path: str, client: httpx.Client) -> None:
        assert client.get(path).status_code == 404
