import hashlib
import os
import shutil
from pathlib import Path

from playbooks import converge, refusal
from testinfra.host import Host

CACHE = Path(os.environ["MOLECULE_EPHEMERAL_DIRECTORY"]) / "cache"
HELLO = Path(os.environ["MOLECULE_SCENARIO_DIRECTORY"]) / "hello"


def delivered(host: Host) -> list[str]:
    return sorted(host.check_output("find /opt/servlet-app -type f").splitlines())


def test_the_release_is_on_the_machine_as_it_is_in_the_cache(host: Host) -> None:
    (built,) = CACHE.glob("*.war")
    (path,) = delivered(host)
    assert path == f"/opt/servlet-app/releases/{built.stem}/servlet.war"
    assert host.check_output("sha256sum < %s", path).split()[0] == hashlib.sha256(built.read_bytes()).hexdigest()


def test_the_release_holds_the_compiled_application(host: Host) -> None:
    listed = host.check_output("python3 -m zipfile -l %s", delivered(host)[0])
    assert {"WEB-INF/classes/Hello.class", "WEB-INF/web.xml"} <= set(listed.split())


def test_nobody_but_root_can_change_the_release(host: Host) -> None:
    assert host.run("runuser -u nobody -- find /opt/servlet-app -writable -or -not -user root").stdout == ""


def test_nothing_is_left_of_the_building(host: Host) -> None:
    assert host.run("find /tmp /var/tmp -name '*.servlet-app'").stdout == ""


def test_equal_sources_in_another_folder_are_the_same_release(tmp_path: Path) -> None:
    told = converge(servlet_app_source=str(shutil.copytree(HELLO, tmp_path / "elsewhere")))
    assert "changed=0 " in told


def test_what_does_not_compile_is_no_release(host: Host, tmp_path: Path) -> None:
    broken = shutil.copytree(HELLO, tmp_path / "broken")
    (broken / "src" / "Hello.java").write_text("class Hello {")
    before = delivered(host), set(CACHE.glob("*.war"))
    assert "not compiled" in refusal(servlet_app_source=str(broken))
    assert (delivered(host), set(CACHE.glob("*.war"))) == before
