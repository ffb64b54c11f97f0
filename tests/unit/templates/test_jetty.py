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
            "wait_ms": 800,
            "properties": {"sslmode": "verify-full", "options": "-c statement_timeout=2000"},
        }
    ],
}
WAR_ALONE = {"name": "plain", "war": "/opt/plain.war"}
CLASS_PATH = {"__jetty_class_path": ["/usr/local/lib/extension", "/usr/share/java/server.jar"]}


def xml(lines: list[str]) -> ET.Element:
    return ET.fromstring("\n".join(lines))  # noqa: S314 our own template


def made(root: ET.Element, kind: str) -> list[ET.Element]:
    """The objects of this class that the configuration makes."""
    return [new for new in root.iter("New") if new.get("class", "").endswith(f".{kind}")]


def settings(made_object: ET.Element) -> dict[str | None, str]:
    return {setting.get("name"): "".join(setting.itertext()).strip() for setting in made_object.findall("Set")}


def test_the_container_listens_where_it_is_told_and_nowhere_else(render: Render) -> None:
    server = xml(render("jetty", "server.xml.j2", jetty_listen_address="192.0.2.41", jetty_port=8081))
    connectors = [settings(connector) for connector in made(server, "ServerConnector")]
    assert [(connector["host"], connector["port"]) for connector in connectors] == [("192.0.2.41", "8081")]


def test_no_header_tells_the_version(render: Render) -> None:
    (http,) = made(xml(render("jetty", "server.xml.j2")), "HttpConfiguration")
    assert settings(http)["sendServerVersion"] == "false"


@pytest.mark.parametrize("proxies", [["192.0.2.30"], ["192.0.2.30", "192.0.2.31"]])
def test_the_given_proxies_are_believed(render: Render, proxies: list[str]) -> None:
    (trusted,) = made(xml(render("jetty", "server.xml.j2", jetty_trusted_proxies=proxies)), "TrustedProxies")
    assert [item.text for item in trusted.iter("Item")] == proxies


def test_nobody_is_believed_when_no_proxy_is_given(render: Render) -> None:
    assert made(xml(render("jetty", "server.xml.j2")), "TrustedProxies") == []


def test_an_application_names_its_path_and_its_war(render: Render) -> None:
    server = xml(render("jetty", "applications.xml.j2", jetty_applications=[SHOP, WAR_ALONE]))
    applications = [settings(application) for application in made(server, "WebAppContext")]
    assert [(application["contextPath"], application["war"]) for application in applications] == [
        ("/shop", "/opt/shop/releases/1/shop.war"),
        ("/plain", "/opt/plain.war"),
    ]


def test_a_data_source_belongs_to_its_application(render: Render) -> None:
    server = xml(render("jetty", "applications.xml.j2", jetty_applications=[WAR_ALONE, SHOP]))
    (resource,) = made(server, "Resource")
    owner, name, _ = resource.findall("Arg")
    (application,) = owner.findall("Ref")
    assert (application.get("refid"), name.text) == ("shop", "jdbc/shop")


def test_a_data_source_is_bounded(render: Render) -> None:
    (pool,) = made(xml(render("jetty", "applications.xml.j2", jetty_applications=[SHOP])), "BasicDataSource")
    bounds = settings(pool)
    assert (bounds["maxTotal"], bounds["maxWait"]) == ("7", "800")


def test_a_data_source_has_its_driver_properties_and_no_password(render: Render) -> None:
    (pool,) = made(xml(render("jetty", "applications.xml.j2", jetty_applications=[SHOP])), "BasicDataSource")
    properties = [[argument.text for argument in call.findall("Arg")] for call in pool.findall("Call")]
    assert properties == [["options", "-c statement_timeout=2000"], ["sslmode", "verify-full"]]
    assert settings(pool)["url"] == "jdbc:postgresql://db:5432/shop?a=1&b=2"
    assert [variable.get("name") for variable in pool.findall("Set[@name='password']/Env")] == ["SHOP_PASSWORD"]


def test_secrets_survive_systemds_quoting(render: Render) -> None:
    lines = render("jetty", "secrets.env.j2", jetty_secrets={"PASSWORD": 'its "word" is \\'})
    assert r'PASSWORD="its \"word\" is \\"' in lines


def test_the_heap_is_the_given_one(render: Render) -> None:
    lines = render("jetty", "java.conf.j2", jetty_heap_max="1g", **CLASS_PATH)
    (start,) = (line for line in lines if line.startswith("ExecStart=/"))
    assert " -Xmx1g " in start


def test_the_log_of_an_application_has_its_own_file(render: Render) -> None:
    lines = render("jetty", "logging.properties.j2", jetty_applications=[SHOP, WAR_ALONE])
    loggers = [line for line in lines if line.endswith(".handlers = java.util.logging.FileHandler")]
    assert loggers == ["shop.requests.handlers = java.util.logging.FileHandler"]


def test_systemd_waits_longer_than_the_container(render: Render) -> None:
    assert "TimeoutStopSec=25s" in render("jetty", "confine.conf.j2", jetty_stop_timeout=20000)


def test_static_files_have_their_types(render: Render) -> None:
    mappings = xml(render("jetty", "web.xml.j2")).findall("{*}mime-mapping")
    types = {mapping.findtext("{*}extension"): mapping.findtext("{*}mime-type") for mapping in mappings}
    assert types["html"] == "text/html"
