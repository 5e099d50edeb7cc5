"""What gunicorn serves: `gunicorn app.wsgi:server`."""

from app.editions import serve
from app.settings import settings_from

server = serve(settings_from())
