"""What the server loads, the same for every peer."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
