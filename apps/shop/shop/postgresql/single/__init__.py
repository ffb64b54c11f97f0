"""Django's PostgreSQL backend for a process that lives for one request."""
