import httpx
from servlet_container import LimitTests


class TestLimits(LimitTests):
    head_seconds, idle_seconds = 1, 2

    def test_trace_is_not_answered_with_the_request(self, client: httpx.Client) -> None:
        answer = client.request("TRACE", "/pages/", headers={"Cookie": "secret"})
        assert (answer.status_code, "secret" in answer.text) == (405, False)
