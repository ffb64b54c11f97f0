#!/usr/bin/env python3
"""Compile src into webapp and pack that as the WAR that the argument names."""

import subprocess
import sys
import zipfile
from pathlib import Path

JARS = Path("/usr/share/java")
COMPILER = [
    "java",
    "-cp",
    f"{JARS}/eclipse-jdt-core-compiler-batch.jar",
    "org.eclipse.jdt.internal.compiler.batch.Main",
]
OPTIONS = ["-17", "-proc:none", "-cp", f"{JARS}/jakarta-servlet-api.jar", "-d", "webapp/WEB-INF/classes"]

if __name__ == "__main__":
    if subprocess.run([*COMPILER, *OPTIONS, "src"], check=False).returncode:
        sys.exit("not compiled")
    with zipfile.ZipFile(sys.argv[1], "w") as war:
        for path in sorted(Path("webapp").rglob("*.*")):
            war.write(path, path.relative_to("webapp"))
