"""Your application. A server calls it once for each request."""


# def application(environ, start_response):
