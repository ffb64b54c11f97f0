import pytest
from testinfra.host import Host

REQUESTS = 20
HTTP = "http://localhost:8000/"
HTTPS = "https://localhost:8443/"


@pytest.mark.parametrize("url", [HTTP, HTTPS])
def test_curl_opens(url: str, host: Host) -> None:
    assert '"method": "GET"' in host.check_output("curl --silent --cacert /run/certificate.pem %s", url)


def test_openssl_verifies_a_servers_certificate(host: Host) -> None:
    done = host.run(
        "openssl s_client -connect localhost:8443 -verify_hostname localhost -CAfile /run/certificate.pem "
        "-verify_return_error </dev/null"
    )
    assert "Verification: OK" in done.stdout


@pytest.mark.parametrize(
    ("generator", "tells"),
    [
        (f"ab -n {REQUESTS} -c 2 {HTTP}", f"Complete requests:      {REQUESTS}"),
        (f"h2load --h1 -n {REQUESTS} -c 2 {HTTP}", f"{REQUESTS} succeeded, 0 failed"),
        ("wrk --threads 1 --connections 2 --duration 1 " + HTTP, "requests in 1."),
    ],
    ids=["ab", "h2load", "wrk"],
)
@pytest.mark.parametrize("url", [HTTP, HTTPS])
def test_a_load_generator_is_answered(generator: str, tells: str, url: str, host: Host) -> None:
    done = host.run(generator.replace(HTTP, url))
    assert (done.rc, tells in done.stdout) == (0, True), done.stdout + done.stderr
