"""The one settings file: everything a company sets comes from the environment (README)."""

import base64
import hashlib
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from celery.schedules import crontab
from cryptography.fernet import Fernet
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from mlmsite.lib import logs
from mlmsite.lib.money import BadMoney, parse_minor
from mlmsite.lib.rest.words import DESCRIPTION

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()


def switch(name: str, *, default: bool) -> bool:
    """A yes or no from the environment; a mistyped one is refused, not taken for no."""
    value = env.str(name, default="").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither true nor false.")


def time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as e:
        raise ImproperlyConfigured(
            f"TIME_ZONE={name!r} is not a time zone; write one like Europe/Berlin."
        ) from e
    return name


def amounts(name: str) -> dict[str, int]:
    """`USD=25.00,EUR=20.00` → minor units by currency."""
    pairs = env.list(name, default=[])
    try:
        found = {}
        for pair in pairs:
            currency, _, amount = pair.partition("=")
            found[currency.strip()] = parse_minor(amount.strip(), currency.strip())
    except BadMoney as e:
        raise ImproperlyConfigured(f"{name}: {e}; write it like USD=25.00,EUR=20.00.") from e
    return found


def whole(name: str, *, default: int, least: int) -> int:
    try:
        value = int(env.str(name, default=str(default)))
    except ValueError as e:
        raise ImproperlyConfigured(f"{name} is a whole number.") from e
    if value < least:
        raise ImproperlyConfigured(f"{name} must be {least} or more.")
    return value


def rate(name: str, *, default: str) -> str:
    text = env.str(name, default=default)
    number, _, unit = text.partition("/")
    if not (number.isascii() and number.isdigit() and int(number)) or unit[:1] not in {*"smhd"}:
        raise ImproperlyConfigured(f"{name}={text!r} is no rate; write one like {default}.")
    return text


DEBUG = switch("DEBUG", default=True)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("DEBUG is off, so SECRET_KEY must be set.")
    SECRET_KEY = "only-for-development-never-for-real-data"  # noqa: S105
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"] if DEBUG else [])
if not DEBUG and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("DEBUG is off, so ALLOWED_HOSTS must name the site's hosts.")
CSRF_TRUSTED_ORIGINS = [
    f"https://{host.replace('.', '*.', 1) if host.startswith('.') else host}"
    for host in ALLOWED_HOSTS
    if host != "*"
]
HTTPS = switch("HTTPS", default=not DEBUG)
# Where links in mails lead that no request asked for.
SITE_URL = env.str("SITE_URL", default="")
if not SITE_URL:
    named = next((host for host in ALLOWED_HOSTS if host[:1] not in {"*", "."}), "localhost")
    SITE_URL = "http://localhost:8000" if DEBUG else f"https://{named}"
if urlsplit(SITE_URL).scheme not in {"http", "https"}:
    raise ImproperlyConfigured("SITE_URL must look like https://commissions.example.com.")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "auditlog",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_prometheus",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "mptt",
    "oauth2_provider",
    "rest_framework",
    "agents",
    "commissions",
]

MIDDLEWARE = [
    "mlmsite.lib.client.plain_length",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "mlmsite.lib.reader.middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "mlmsite.lib.audit.Audit",
    "agents.second_factor.required",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "mlmsite.urls"
WSGI_APPLICATION = "mlmsite.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Data

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
DATABASE = DATABASES["default"]
if DATABASE.get("ENGINE") == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(exist_ok=True)
    DATABASE["OPTIONS"] = {
        # A transaction that reads first and writes later would fail with "database is locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode = WAL;"
            "PRAGMA synchronous = NORMAL;"
            "PRAGMA cache_size = -65536;"
            # Without it INSERT OR REPLACE would get past the ledger's delete triggers.
            "PRAGMA recursive_triggers = ON;"
        ),
    }
elif DATABASE.get("ENGINE") != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must be sqlite:///… or postgresql://…")
else:
    DATABASE["CONN_MAX_AGE"] = 60
    DATABASE["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL and urlsplit(REDIS_URL).scheme not in {"redis", "rediss", "unix"}:
    raise ImproperlyConfigured("REDIS_URL must look like redis://host:6379/0.")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
        }
    }

# Time and words

TIME_ZONE = time_zone(env.str("TIME_ZONE", default="UTC"))
USE_TZ = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
USE_I18N = True

# Nights

# How many processes write the lines of a large night; needs PostgreSQL, Redis and workers.
NIGHT_SHARDS = whole("NIGHT_SHARDS", default=1, least=1)
CELERY_BROKER_URL = REDIS_URL or None
CELERY_TASK_ALWAYS_EAGER = not REDIS_URL
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_TASK_IGNORE_RESULT = True
# A worker that dies leaves its task to another: a night run twice is the night run once.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 60 * 60}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "nightly": {
        "task": "commissions.tasks.run_nights",
        "schedule": crontab(hour=2, minute=0),
    },
    "monthly": {
        "task": "commissions.tasks.merge_lines",
        "schedule": crontab(day_of_month=3, hour=4, minute=0),
    },
    "news": {
        "task": "commissions.tasks.mail_news",
        "schedule": crontab(hour=7, minute=0),
    },
    "forgetting": {
        "task": "commissions.tasks.forget_applications",
        "schedule": crontab(hour=4, minute=30),
    },
    "exports": {
        "task": "commissions.tasks.export_nights",
        "schedule": crontab(hour=4, minute=0),
    },
    "books": {
        "task": "commissions.tasks.check_books",
        "schedule": crontab(hour=5, minute=0),
    },
    "webhooks": {
        "task": "commissions.tasks.send_hooks",
        "schedule": timedelta(seconds=10),
        # Where no worker had time for it, the next one is as good.
        "options": {"expires": 10},
    },
    "announcements": {
        "task": "commissions.tasks.announce_methods",
        "schedule": crontab(minute="*/10"),
    },
}

# Payouts

# The first key encrypts, all of them decrypt (lib/sealing.py).
PAYOUT_KEYS = env.list("PAYOUT_KEYS", default=[])
if not PAYOUT_KEYS:
    if not DEBUG:
        raise ImproperlyConfigured(
            "DEBUG is off, so PAYOUT_KEYS must be set; DEBUG=on manage.py payout_key makes one."
        )
    PAYOUT_KEYS = [base64.urlsafe_b64encode(hashlib.sha256(SECRET_KEY.encode()).digest()).decode()]
for key in PAYOUT_KEYS:
    try:
        Fernet(key)
    except ValueError as e:
        raise ImproperlyConfigured(
            "PAYOUT_KEYS holds something that is no key; DEBUG=on manage.py payout_key makes one."
        ) from e
PAYOUT_MINIMUM = amounts("PAYOUT_MINIMUM")
PAYOUT_METHOD_HOLD_DAYS = whole("PAYOUT_METHOD_HOLD_DAYS", default=7, least=0)
PAYOUT_SECOND_APPROVER_ABOVE = amounts("PAYOUT_SECOND_APPROVER_ABOVE")
ADJUSTMENT_ALONE_UP_TO = amounts("ADJUSTMENT_ALONE_UP_TO")
TAX_FORM_CURRENCIES = env.list("TAX_FORM_CURRENCIES", default=["USD"])

# Who pays: as the company's banks know it.
INVENTED = {
    "COMPANY_NAME": "Example Company",
    "COMPANY_IBAN": "DE02120300000000202051",
    "COMPANY_ACH_ROUTING": "091000019",
    "COMPANY_ACH_ID": "1234567890",
    "COMPANY_ACH_BANK": "Example Bank",
}
KNOWN = INVENTED if DEBUG else {}
COMPANY_NAME = env.str("COMPANY_NAME", default=KNOWN.get("COMPANY_NAME", ""))
COMPANY_IBAN = env.str("COMPANY_IBAN", default=KNOWN.get("COMPANY_IBAN", ""))
COMPANY_BIC = env.str("COMPANY_BIC", default="")
COMPANY_ACH_ROUTING = env.str("COMPANY_ACH_ROUTING", default=KNOWN.get("COMPANY_ACH_ROUTING", ""))
COMPANY_ACH_ID = env.str("COMPANY_ACH_ID", default=KNOWN.get("COMPANY_ACH_ID", ""))
COMPANY_ACH_BANK = env.str("COMPANY_ACH_BANK", default=KNOWN.get("COMPANY_ACH_BANK", ""))

# People

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "agents.logins.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

# Five wrong passwords for a log-in from an address lock that log-in there for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "agents.logins.who"
AXES_CLIENT_IP_CALLABLE = "mlmsite.lib.client.address"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_VERBOSE = False
# Attempts go when they no longer count; this record of failures stays.
AXES_ENABLE_ACCESS_FAILURE_LOG = True
# How many of our own proxies stand before the site, each adding to X-Forwarded-For.
PROXIES = whole("PROXIES", default=0, least=0)
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

STAFF_SECOND_FACTOR = switch("STAFF_SECOND_FACTOR", default=True)
SECOND_FACTOR_MINUTES = whole("SECOND_FACTOR_MINUTES", default=10, least=1)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # Companies open log-ins; nobody types in an address.
# allauth remembers a used code for one period: with tolerance it would be good again after that.
MFA_TOTP_TOLERANCE = 0
MFA_TOTP_ISSUER = COMPANY_NAME or "Commissions"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG

# What administrators change, kept for ever with who, when, from where, before and after.
AUDITLOG_INCLUDE_TRACKING_MODELS = [
    *(
        {"model": f"agents.{name}", "exclude_fields": ["lft", "rght", "level", "tree_id"]}
        for name in (
            *("Agent", "Move", "StatusChange", "Customer", "Product", "Subscription"),
            "FailedCharge",
        )
    ),
    *({"model": f"agents.{name}"} for name in ("Path", "Lesson", "Question", "Choice")),
    *({"model": f"agents.{name}", "exclude_fields": []} for name in ("Agreement", "Offer")),
    *(
        {"model": f"commissions.{name}", "exclude_fields": ["sealed", "report"]}
        for name in ("Adjustment", "AnswerFile", "Approval", "Batch", "Hold", "Item")
    ),
    {"model": "commissions.PayoutMethod", "exclude_fields": ["sealed"]},
    {"model": "commissions.TaxForm", "exclude_fields": ["sealed"]},
    {"model": "commissions.TaxThreshold"},
    {
        "model": "auth.User",
        "exclude_fields": ["last_login"],
        "mask_fields": ["password"],
        "mask_callable": "mlmsite.lib.audit.hidden",
        "m2m_fields": ["groups", "user_permissions"],
    },
    {"model": "auth.Group", "m2m_fields": ["permissions"]},
    {"model": "account.EmailAddress"},
    {"model": "agents.Endpoint", "exclude_fields": ["sealed", "delivered_at"]},
    {"model": "agents.Key", "exclude_fields": ["sha256", "used_at"]},
    {"model": "oauth2_provider.Application", "exclude_fields": ["client_secret"]},
    {"model": "mfa.Authenticator", "exclude_fields": ["data", "last_used_at"]},
]

# Growing

# Who takes over for links that lead to nobody any more: an agent's code (default: the first root).
DEFAULT_SPONSOR = env.str("DEFAULT_SPONSOR", default="")
# How long an application waits for its e-mail address to be confirmed, before it is forgotten.
APPLICATION_DAYS = whole("APPLICATION_DAYS", default=7, least=1)

# Programs

# How often one key, user or address may ask: 600/min, 20/sec.
API_RATE = rate("API_RATE", default="600/min")
# Ten thousand reported rows in a call, with room.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "agents.programs.authentication.ByKey",
        "agents.programs.authentication.ByOAuth",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "mlmsite.lib.rest.problems.handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Commissions",
    "VERSION": "1.0.0",
    "DESCRIPTION": DESCRIPTION,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "mlmsite.lib.rest.examples.add",
    ],
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_NO_READ_ONLY_REQUIRED": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "AdjustmentKind": "commissions.adjustments.models.Adjustment.Kind",
        "AdjustmentState": "commissions.adjustments.models.Adjustment.State",
        "BatchState": "commissions.payouts.models.Batch.State",
        "DeliveryState": "agents.hooks.models.Delivery.State",
        "HookType": "agents.hooks.models.Type",
        "EventKind": "commissions.standings.models.Event.Kind",
        "LineKind": "commissions.nights.models.KINDS",
        "PayoutState": "commissions.payouts.models.Item.State",
        "TransferKind": "commissions.ledger.models.Transfer.Kind",
    },
    "SORT_OPERATIONS": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"persistAuthorization": False, "displayRequestDuration": True},
}
OAUTH2_PROVIDER = {
    "SCOPES_BACKEND_CLASS": "agents.programs.oauth.Scopes",
    "PKCE_REQUIRED": True,
    "ACCESS_TOKEN_EXPIRE_SECONDS": 60 * 60,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 90 * 24 * 60 * 60,
    "ROTATE_REFRESH_TOKEN": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https", "http"] if DEBUG else ["https"],
    "ALLOW_URI_WILDCARDS": False,
    # The current best practice for OAuth 2, all of it: no implicit grant, no passwords, PKCE by
    # S256 alone, no tokens in addresses, the issuer in answers, tokens stored as hashes.
    **{
        f"COMPLIANT_BCP_RFC9700_{name}": True
        for name in (
            *("IMPLICIT_GRANT", "PASSWORD_GRANT", "PKCE_METHOD", "ACCESS_TOKEN_TRANSPORT"),
            *("AUTHZ_RESPONSE_ISS", "TOKEN_STORAGE"),
        )
    },
}

# Webhooks of ours may go to private addresses and by http: for tests, never in production.
HOOKS_TO_PRIVATE = switch("HOOKS_TO_PRIVATE", default=False)
# The signing secrets of Stripe's webhooks (whsec_…); two while one is changed for another.
STRIPE_WEBHOOK_SECRETS = env.list("STRIPE_WEBHOOK_SECRETS", default=[])

# E-mail

vars().update(env.email("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="commissions@localhost")

# Files

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# The door

SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
# Nothing inline, nothing from elsewhere. It holds for the administration too.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Operations

# Where each night's lines and transfers are written as Parquet and CSV; empty: nowhere.
EXPORTS_DIR = env.str("EXPORTS_DIR", default="")
# Whoever knows it may read /metrics; without one nobody may.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
# A directory that gunicorn's processes share, so that /metrics tells of all of them.
PROMETHEUS_MULTIPROC_DIR = env.str("PROMETHEUS_MULTIPROC_DIR", default="")
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
# A request's id is our proxy's, if there is one.
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = PROXIES > 0
LOG_FORMAT = env.str("LOG_FORMAT", default="line" if DEBUG else "json")
if LOG_FORMAT not in {"line", "json"}:
    raise ImproperlyConfigured(f"LOG_FORMAT={LOG_FORMAT!r} is neither line nor json.")
LOGGING = logs.logging(level=env.str("LOG_LEVEL", default="WARNING"), as_json=LOG_FORMAT == "json")
