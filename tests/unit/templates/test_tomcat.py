from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

Render = Callable[..., list[str]]

SHOP = {
    "name": "shop",
    "war": "/opt/shop/releases/1/shop.war",
    "request_logger": "shop.requests",
    "data_sources": [
        {
            "name": "jdbc/shop",
            "url": "jdbc:postgresql://db:5432/shop?a=1&b=2",
            "user": "shop",
            "password_variable": "SHOP_PASSWORD",
            "connections": 7,
            "properties": {"sslmode": "verify-full", "options": "-c statement_timeout=2000"},
        }
    ],
}
WAR_ALONE = {"name": "plain", "war": "/opt/plain.war"}


def xml(lines: list[str]) -> ET.Element:
    return ET.fromstring("\n".join(lines))  # noqa: S314 our own template


def test_the_container_listens_where_it_is_told_and_nowhere_else(render: Render) -> None:
    server = xml(render("tomcat", "server.xml.j2", tomcat_listen_address="192.0.2.41", tomcat_port=8081))
    connectors = [(connector.get("address"), connector.get("port")) for connector in server.iter("Connector")]
    assert connectors == [("192.0.2.41", "8081")]
    assert server.get("port") == "-1"


def test_ajp_asks_for_a_secret_that_stands_elsewhere(render: Render) -> None:
    settings = {"tomcat_ajp": True, "tomcat_ajp_port": 8109, "tomcat_ajp_secret": "abc"}
    _, connector = xml(render("tomcat", "server.xml.j2", **settings)).iter("Connector")
    assert (connector.get("protocol"), connector.get("port")) == ("AJP/1.3", "8109")
    assert (connector.get("secretRequired"), connector.get("secret")) == ("true", "${TOMCAT_AJP_SECRET}")
    assert 'TOMCAT_AJP_SECRET="abc"' in render("tomcat", "secrets.env.j2", **settings)


def test_error_pages_tell_nothing(render: Render) -> None:
    valves = xml(render("tomcat", "server.xml.j2")).iter("Valve")
    (report,) = (valve for valve in valves if valve.get("className", "").endswith("ErrorReportValve"))
    assert (report.get("showReport"), report.get("showServerInfo")) == ("false", "false")


@pytest.mark.parametrize(
    ("proxies", "expression"),
    [(["192.0.2.30"], [r"192\.0\.2\.30"]), (["192.0.2.30", "192.0.2.31"], [r"192\.0\.2\.30|192\.0\.2\.31"]), ([], [])],
)
def test_the_given_proxies_are_believed(render: Render, proxies: list[str], expression: list[str]) -> None:
    valves = xml(render("tomcat", "server.xml.j2", tomcat_trusted_proxies=proxies)).iter("Valve")
    assert [valve.get("internalProxies") for valve in valves if valve.get("internalProxies")] == expression


def test_an_application_names_its_war(render: Render) -> None:
    assert xml(render("tomcat", "application.xml.j2", item=WAR_ALONE)).get("docBase") == "/opt/plain.war"


def test_a_data_source_has_its_driver_properties_and_no_password(render: Render) -> None:
    (pool,) = xml(render("tomcat", "application.xml.j2", item=SHOP)).iter("Resource")
    assert pool.get("url") == "jdbc:postgresql://db:5432/shop?a=1&b=2"
    assert pool.get("password") == "${SHOP_PASSWORD}"
    assert pool.get("connectionProperties") == "options=-c statement_timeout=2000;sslmode=verify-full"
    assert pool.get("maxActive") == "7"


def test_secrets_survive_systemds_quoting(render: Render) -> None:
    lines = render("tomcat", "secrets.env.j2", tomcat_secrets={"PASSWORD": 'its "word" is \\'})
    assert r'PASSWORD="its \"word\" is \\"' in lines


def test_the_heap_is_the_given_one(render: Render) -> None:
    (options,) = (line for line in render("tomcat", "java.conf.j2", tomcat_heap_max="1g") if "CATALINA_OPTS" in line)
    assert " -Xmx1g " in options


def test_the_log_of_an_application_has_its_own_file(render: Render) -> None:
    lines = render("tomcat", "logging.properties.j2", tomcat_applications=[SHOP, WAR_ALONE])
    loggers = [line for line in lines if line.endswith(".handlers = 1requests.java.util.logging.FileHandler")]
    assert loggers == ["shop.requests.handlers = 1requests.java.util.logging.FileHandler"]


def test_systemd_waits_longer_than_the_container(render: Render) -> None:
    assert "TimeoutStopSec=25s" in render("tomcat", "confine.conf.j2", tomcat_stop_timeout=20000)


def test_static_files_have_their_types(render: Render) -> None:
    mappings = xml(render("tomcat", "web.xml.j2")).findall("{*}mime-mapping")
    types = {mapping.findtext("{*}extension"): mapping.findtext("{*}mime-type") for mapping in mappings}
    assert types["html"] == "text/html"
