"""Downloads the wheels of a locked requirements file into one archive, on the control host."""

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: wheelhouse
short_description: Download the wheels of a locked requirements file into one tar archive
description:
  - An archive that exists is left alone, because its name tells its content.
  - The archive appears only when it is complete; its last member is C(.complete).
options:
  requirements:
    description: Requirements file in which every package has its hashes.
    type: path
    required: true
  archive:
    description: The archive to make.
    type: path
    required: true
  architecture:
    description: Machine type of the computers that will install the wheels.
    type: str
    choices: [x86_64, aarch64]
    required: true
  python_version:
    description: Their version of CPython, such as 3.13.
    type: str
    required: true
  python:
    description: The Python whose pip downloads.
    type: path
    required: true
author: waslab
"""

# The names under which wheels for the C library of Debian 13 (glibc 2.41) are published.
PLATFORMS = ("manylinux_2_39", "manylinux_2_34", "manylinux_2_28", "manylinux_2_17", "manylinux2014")


def pip_command(python: str, requirements: str, architecture: str, python_version: str, folder: str) -> list[str]:
    """The download: nothing is resolved, built or taken without its hash."""
    return [
        *[python, "-m", "pip", "download", "--disable-pip-version-check", "--no-input", "--quiet"],
        *["--require-hashes", "--no-deps", "--only-binary=:all:"],
        *["--implementation=cp", f"--python-version={python_version}"],
        *[f"--platform={platform}_{architecture}" for platform in PLATFORMS],
        *["--dest", folder, "--requirement", requirements],
    ]


def pack(folder: Path, archive: Path) -> None:
    """Write the archive, with its mark of completeness last."""
    with tarfile.open(archive, "w") as tar:
        for wheel in sorted(folder.iterdir()):
            tar.add(wheel, arcname=wheel.name)
        tar.addfile(tarfile.TarInfo(".complete"))


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "requirements": {"type": "path", "required": True},
            "archive": {"type": "path", "required": True},
            "architecture": {"type": "str", "required": True, "choices": ["x86_64", "aarch64"]},
            "python_version": {"type": "str", "required": True},
            "python": {"type": "path", "required": True},
        },
        supports_check_mode=True,
    )
    given = module.params
    archive = Path(given["archive"])
    if archive.exists() or module.check_mode:
        module.exit_json(changed=not archive.exists(), archive=str(archive))
    try:
        archive.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".partial-", dir=archive.parent) as partial:
            wheels = Path(partial, "wheels")
            wheels.mkdir()
            shutil.copy(given["requirements"], wheels / "requirements.txt")
            subprocess.run(
                pip_command(
                    given["python"],
                    given["requirements"],
                    given["architecture"],
                    given["python_version"],
                    str(wheels),
                ),
                check=True,
                capture_output=True,
                text=True,
            )
            pack(wheels, Path(partial, "archive"))
            Path(partial, "archive").replace(archive)
    except subprocess.CalledProcessError as error:
        _, _, reason = error.stderr.partition("ERROR: ")
        module.fail_json(
            msg=f"pip on the control host could not download the wheels of {given['requirements']} "
            f"for CPython {given['python_version']} on {given['architecture']}: "
            f"{' '.join((reason or error.stderr).split())} "
            "Nothing was kept. Mend the requirements or the way to the package index, then run the playbook again."
        )
    except OSError as error:
        module.fail_json(msg=f"The wheelhouse {archive} could not be written on the control host: {error}.")
    module.exit_json(changed=True, archive=str(archive))


if __name__ == "__main__":
    main()
