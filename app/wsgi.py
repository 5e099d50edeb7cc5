"""What gunicorn serves: `gunicorn app.wsgi:server`."""

from app.factory import create_app
from app.settings import settings_from

server = create_app(settings_from())
