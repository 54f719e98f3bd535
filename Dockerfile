# One image for web, worker, beat and set-up; docker-compose.yml says which command each runs.
FROM python:3.13-slim

# Pango and HarfBuzz draw the text of PDF reports. Fonts come with the project.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 libfontconfig1 \
        fonts-noto-core fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/tmp \
    STATIC_ROOT=/app/collected \
    DATA_DIR=/data

WORKDIR /app
COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements/run.txt

COPY . .
# The key of this line signs nothing: Django only wants to see one.
RUN SECRET_KEY=unused-while-building python manage.py collectstatic --noinput --verbosity 0

RUN useradd --system --uid 10001 --no-create-home fairway && install --directory --owner fairway --mode 700 /data
USER fairway

EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--blocking-threads", "1", "--no-ws", "--respawn-failed-workers", "--workers-kill-timeout", "20", "--log-level", "warning", "config.wsgi:application"]
