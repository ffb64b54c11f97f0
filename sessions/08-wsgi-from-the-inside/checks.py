"""What the vocabulary has no word for."""

import subprocess
import sys

from waslab.sessions.checks import Finding
from waslab.sessions.eyes import Eyes

PATIENCE_SECONDS = 5

MISSING, BROKEN = 3, 4

# In a process of its own: the learner's code may do anything, and not end.
CALL = f"""
import sys, wsgiref.util, wsgiref.validate
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
try:
    from hello import application
except Exception as error:
    print(repr(error)); sys.exit({MISSING})
environ = {{"REQUEST_METHOD": "PUT", "SCRIPT_NAME": "", "PATH_INFO": sys.argv[2], "QUERY_STRING": ""}}
wsgiref.util.setup_testing_defaults(environ)
try:
    answer = wsgiref.validate.validator(application)(environ, lambda status, headers, problem=None: print)
    print(b"".join(answer).decode(), end="")
    answer.close()
except Exception as error:
    print(repr(error)); sys.exit({BROKEN})
"""


def called(eyes: Eyes, word: str) -> Finding:
    """The application is called with a request that nobody made, under a referee for WSGI's rules."""
    file = eyes.workspace / "hello.py"
    path = f"/some/{word}"
    try:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", CALL, str(file.parent), path],
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding("application(environ, start_response)", "it does not come back", "broken")
    said = (done.stdout or done.stderr).strip()[-200:]
    tried = f"application({{'REQUEST_METHOD': 'PUT', 'PATH_INFO': '{path}', …}}, start_response)"
    if done.returncode:
        return Finding(tried, said, "missing" if done.returncode == MISSING else "broken")
    return Finding(tried, said, None if said == f"PUT {path} {word}" else "body")
