"""What the vocabulary has no word for."""

from waslab.sessions.checks import Finding
from waslab.sessions.checks.evidence import ANSWERS, answers_of
from waslab.sessions.eyes import Asked, Eyes

NOT_MODIFIED = 304


def unchanged(eyes: Eyes, url: str) -> Finding:
    """Whether the web server knows the page by the ETag that the learner wrote down."""
    etag = answers_of(eyes).get("etag")
    if not etag:
        return Finding(f"{ANSWERS}: etag", "nothing", "nothing")
    answer = eyes.ask(Asked(url, headers={"If-None-Match": str(etag)}))[0]
    tried = f"the desk: curl --header 'If-None-Match: {etag}' {url}"
    return Finding(tried, f"status {answer.status}", None if answer.status == NOT_MODIFIED else "changed")
