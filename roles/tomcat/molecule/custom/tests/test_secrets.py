from typing import ClassVar

from servlet_container import SecretTests


class TestSecrets(SecretTests):
    secrets: ClassVar = ["ajp-secret", "database-secret"]
    program: ClassVar = ["/etc/tomcat11/Catalina/localhost/pages.xml"]
