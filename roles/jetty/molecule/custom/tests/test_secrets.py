from typing import ClassVar

from servlet_container import SecretTests


class TestSecrets(SecretTests):
    secrets: ClassVar = ["database-secret"]
    program: ClassVar = ["/etc/jetty12/applications.xml", "/usr/local/lib/jetty12"]
