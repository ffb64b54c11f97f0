import httpx
import pytest
from servlet_container import LimitTests


class TestLimits(LimitTests):
    head_seconds = idle_seconds = 3

    @pytest.mark.parametrize("header", ["Authorization", "Cookie"])
    def test_trace_gives_no_secret_back(self, header: str, client: httpx.Client) -> None:
        """A servlet that does not refuse TRACE answers it with the request."""
        answer = client.request("TRACE", "/probe/client", headers={header: "secret", "X-Other": "seen"})
        assert ("secret" in answer.text, "seen" in answer.text) == (False, True)
