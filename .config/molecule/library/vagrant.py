#!/usr/bin/python
"""The vagrant driver's module: Molecule leaves it to others to tell Ansible where it lies."""

from ansible.module_utils.basic import AnsibleModule  # noqa: F401 (Ansible packs what it sees imported here)
from molecule_plugins.vagrant.modules.vagrant import main

if __name__ == "__main__":
    main()
