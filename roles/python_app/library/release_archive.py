"""Packs an application's source into an archive named by its content, on the control host."""

import hashlib
import io
import os
import tarfile
import tempfile
from fnmatch import fnmatch
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: release_archive
short_description: Pack an application's source into a tar archive named by its content
description:
  - The same source makes the same archive on every computer, so its name says whether a machine has it.
  - Its last member is C(.complete).
options:
  source:
    description: Folder of the application.
    type: path
    required: true
  folder:
    description: Folder in which the archive is kept.
    type: path
    required: true
  exclude:
    description: Names of files and folders that are left out, wherever they are; shell patterns.
    type: list
    elements: str
    default: []
author: waslab
"""

RETURN = """
release:
  description: Name of the release, a digest of its content.
  type: str
  returned: success
archive:
  description: Path of the archive.
  type: str
  returned: success
"""


def source_files(source: Path, exclude: list[str]) -> list[Path]:
    """Every file of the application, in an order that does not depend on the file system."""

    def wanted(path: Path) -> bool:
        return path.is_file() and not any(
            fnmatch(part, pattern) for part in path.relative_to(source).parts for pattern in exclude
        )

    return sorted(filter(wanted, source.rglob("*")))


def pack(source: Path, files: list[Path]) -> bytes:
    """The archive; owner and time are fixed, so that only content decides, and what is a program."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for file in files:
            member = tarfile.TarInfo(str(file.relative_to(source)))
            content = file.read_bytes()
            member.size = len(content)
            member.mode = 0o755 if os.access(file, os.X_OK) else 0o644
            tar.addfile(member, io.BytesIO(content))
        tar.addfile(tarfile.TarInfo(".complete"))
    return packed.getvalue()


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "source": {"type": "path", "required": True},
            "folder": {"type": "path", "required": True},
            "exclude": {"type": "list", "elements": "str", "default": []},
        },
        supports_check_mode=True,
    )
    source = Path(module.params["source"])
    folder = Path(module.params["folder"])
    files = source_files(source, module.params["exclude"])
    if not files:
        module.fail_json(msg=f"There is no application in {source}: set python_app_source to its folder.")
    try:
        packed = pack(source, files)
        release = hashlib.sha256(packed).hexdigest()[:16]
        archive = folder / f"{release}.tar"
        missing = not archive.exists()
        if missing and not module.check_mode:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(prefix=".partial-", dir=folder, delete=False) as partial:
                partial.write(packed)
            Path(partial.name).replace(archive)
    except OSError as error:
        module.fail_json(msg=f"The release of {source} could not be packed on the control host: {error}.")
    module.exit_json(changed=missing, release=release, archive=str(archive))


if __name__ == "__main__":
    main()
