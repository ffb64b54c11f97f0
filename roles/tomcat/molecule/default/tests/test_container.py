from servlet_container import BareTests


class TestContainer(BareTests):
    """What all servlet containers have in common."""
