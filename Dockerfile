FROM python:3.12-slim AS packages
WORKDIR /packages
COPY requirements-production.txt .
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements-production.txt

FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DEBUG=off
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
RUN PAYOUT_KEYS=$(DEBUG=on python manage.py payout_key) SECRET_KEY=unused ALLOWED_HOSTS=unused \
    python manage.py collectstatic --noinput \
    && mkdir -p var/beat \
    && chown app: var var/beat
USER 10001
EXPOSE 8000
CMD ["gunicorn", "mlmsite.wsgi", "--bind=0.0.0.0:8000", "--workers=3", "--worker-tmp-dir=/dev/shm"]
