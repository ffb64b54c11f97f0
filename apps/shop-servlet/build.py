#!/usr/bin/env python3
"""Compile the servlet application and pack it as a WAR, with nothing but Debian's packages.

The compiler is ECJ, which needs no JDK. Equal sources give an equal file, byte for byte.
"""

import argparse
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
DEBIAN_JARS = Path("/usr/share/java")
COMPILER = DEBIAN_JARS / "eclipse-jdt-core-compiler-batch.jar"
PROVIDED = [DEBIAN_JARS / "jakarta-servlet-api.jar"]
PACKED = [DEBIAN_JARS / "jackson-core.jar"]
JAVA_RELEASE = "17"


def compile_sources(classes: Path) -> None:
    jars = ":".join(str(jar) for jar in [*PROVIDED, *PACKED])
    # A compiler that lives for two seconds is faster without the second, better optimising stage of the JVM.
    java = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", str(COMPILER)]
    ecj = ["org.eclipse.jdt.internal.compiler.batch.Main", "-source", JAVA_RELEASE, "-target", JAVA_RELEASE]
    options = ["-encoding", "UTF-8", "-proc:none", "-failOnWarning"]
    subprocess.run([*java, *ecj, *options, "-cp", jars, "-d", str(classes), str(HERE / "src")], check=True)


def pack(war: Path, classes: Path) -> None:
    members = {f"WEB-INF/lib/{jar.name}": jar for jar in PACKED}
    members |= {f"WEB-INF/classes/{path.relative_to(classes)}": path for path in classes.rglob("*.class")}
    webapp = HERE / "webapp"
    members |= {str(path.relative_to(webapp)): path for path in webapp.rglob("*") if path.is_file()}
    with zipfile.ZipFile(war, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(members.items()):
            # ZipInfo's own date is 1980-01-01: the file does not depend on when it was built.
            member = zipfile.ZipInfo(name)
            member.external_attr = 0o644 << 16
            archive.writestr(member, path.read_bytes(), zipfile.ZIP_DEFLATED)


def main() -> None:
    arguments = argparse.ArgumentParser(description="Compile the servlet application and pack it as a WAR.")
    arguments.add_argument("war", type=Path, help="the file to write")
    war = arguments.parse_args().war
    with tempfile.TemporaryDirectory() as folder:
        classes = Path(folder)
        try:
            compile_sources(classes)
        except (FileNotFoundError, subprocess.CalledProcessError) as error:
            sys.exit(f"build.py: the sources were not compiled: {error}")
        pack(war, classes)


if __name__ == "__main__":
    main()
