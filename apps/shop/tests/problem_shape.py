"""The shape that every error has."""

from typing import Any

TITLES = {
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


def assert_problem(status: int, response: Any) -> str:
    """Fail unless the answer is that problem; gives its detail."""
    document = response.json()
    detail: str = document.pop("detail")
    expected = {
        "type": "about:blank",
        "title": TITLES[status],
        "status": status,
        "request_id": response["X-Request-ID"],
    }
    assert (status, expected) == (response.status_code, document)
    assert response["Content-Type"] == "application/problem+json"
    return detail
