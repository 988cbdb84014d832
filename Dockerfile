# The front-end files, from the npm lock file.
FROM node:20-bookworm-slim AS frontend
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

# The Python packages, each checked against its hash.
FROM python:3.11-slim-bookworm AS python
RUN python3 -m venv /venv
COPY requirements.lock .
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 BIDELAGUN_DATA_DIR=/data
# Pango sets the type of the PDF files.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 bidelagun \
 && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin bidelagun \
 && install -d -o bidelagun -g bidelagun /data
WORKDIR /app
COPY --from=python /venv /venv
COPY . .
COPY --from=frontend /app/node_modules node_modules
RUN pybabel -q compile -D django -d locale
USER bidelagun
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket", "--bind", "0.0.0.0:8000"]
