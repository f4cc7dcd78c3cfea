# The processes of docs/deploy.md in one image; the command says which one.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /srv/tabard
COPY requirements/uv.txt requirements/run.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/uv.txt \
 && python -m venv /opt/tabard \
 && uv pip install --python /opt/tabard/bin/python --require-hashes --compile-bytecode --no-cache -r requirements/run.txt

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /srv/tabard tabard
WORKDIR /srv/tabard
COPY --from=packages /opt/tabard /opt/tabard
COPY . .
ENV PATH=/opt/tabard/bin:$PATH \
    PYTHONPATH=/srv/tabard:/srv/tabard/site \
    PYTHONUNBUFFERED=1 \
    TABARD_VAR=/srv/tabard/var \
    DJANGO_SETTINGS_MODULE=config.settings.production
# Static files need no secret: the embedded settings name the same storage. The key that they make is not for an image.
RUN DJANGO_SETTINGS_MODULE=config.settings.dev python manage.py collectstatic --no-input \
 && rm var/signing.key \
 && python -m compileall -q advocates campaigns cms moderation site
USER tabard
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "8", "--respawn-failed-workers", "--workers-kill-timeout", "30", "config.wsgi:application"]
