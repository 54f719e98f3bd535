"""The only settings file. Every variable is described in docs/settings.md (a test compares the two)."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    return os.environ.get(name) or default  # empty, as in a compose file, means not set


def env_bool(name: str, default: bool = False) -> bool:
    value = env(name).lower()
    if value not in ("", "0", "1", "false", "true", "no", "yes"):
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value in ("1", "true", "yes") if value else default


def env_int(name: str, default: int) -> int:
    try:
        return int(env(name, str(default)))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number.") from error


def secret_key() -> str:
    key_file = DATA_DIR / "secret-key"
    key = env("SECRET_KEY") or (key_file.read_text().strip() if key_file.exists() else "")
    if not key:
        raise ImproperlyConfigured("There is no secret key. Run `make setup`, or set SECRET_KEY.")
    return key


# Paths
DATA_DIR = Path(env("DATA_DIR", str(BASE_DIR / "var")))  # database, broker and secret of the embedded default
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]

# Security
DEBUG = env_bool("DEBUG")
SECRET_KEY = secret_key()
HTTPS = env_bool("HTTPS")  # the site is reached through https, behind our own proxy
ALLOWED_HOSTS = env("HOSTS", "localhost 127.0.0.1 [::1]").split()
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and not host.startswith("[")]
NAMED_URL = f"http{'s' if HTTPS else ''}://{ALLOWED_HOSTS[0].lstrip('*.')}" if env("HOSTS") else ""
SITE_URL = env("SITE_URL", NAMED_URL).rstrip("/")  # printed in reports; without one they print no address
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # health checks come from inside, without the proxy
SECURE_HSTS_SECONDS = env_int("HSTS_SECONDS", 31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_AGE = 14 * 24 * 3600  # at most; accounts/sessions.py ends unused ones after 12 hours
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # a page never waits for Redis
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
CSRF_FAILURE_VIEW = "accounts.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # the longest document, in signs of four bytes, takes 950,000
DATA_UPLOAD_MAX_NUMBER_FILES = 0  # evidence is a link, documents are pasted
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000  # a case study with all its parts fills 450
PASSWORD_HASHERS = ["accounts.hashers.Argon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SECURE_CSP = {
    "default-src": [CSP.NONE], "script-src": [CSP.SELF], "style-src": [CSP.SELF], "img-src": [CSP.SELF],
    "font-src": [CSP.SELF], "connect-src": [CSP.SELF], "form-action": [CSP.SELF], "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}  # fmt: skip

# Apps and middleware
INSTALLED_APPS = [
    "config", "reports", "assessments", "casestudies", "guide", "ventures", "accounts",
    "allauth", "allauth.account", "allauth.mfa", "allauth.usersessions", "django_htmx",
    "config.apps.AdminConfig", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.humanize", "django.contrib.sitemaps",
    "django.forms",
]  # fmt: skip
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "accounts.middleware.PrivacyHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionAgeMiddleware",
    "accounts.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "config.middleware.WrongMethodMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

# Templates
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["accounts.templatetags.icons"],
            "context_processors": [
                "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.interface", "config.navigation.navigation",
            ],
        },
    }
]  # fmt: skip

# Database: SQLite unless DATABASE_URL names PostgreSQL
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASE_URL = env("DATABASE_URL", f"sqlite:///{DATA_DIR / 'fairway.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # writers queue instead of failing with "database is locked"
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",  # "saved" means: on the disk
    }
else:
    timeouts = f"-c statement_timeout={env_int('STATEMENT_TIMEOUT', 5000)} -c lock_timeout=2000"
    DATABASES["default"]["OPTIONS"] = {"connect_timeout": 3, "options": timeouts}

# Languages
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env("TIME_ZONE", "UTC")
USE_TZ = True

# Static files
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or env_bool("PLAIN_STATIC")
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or env_bool("PLAIN_STATIC")

# Mail: printed to the console until a server is named
EMAIL_URL = env("EMAIL_URL")
MAILERS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "accounts.mail.PrintedMail"}}
if EMAIL_URL:
    server = urlsplit(EMAIL_URL)
    MAILERS["default"] = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": server.hostname, "port": server.port or 587, "timeout": 10, "use_tls": env_bool("EMAIL_TLS", True),
            "username": env("EMAIL_USER"), "password": env("EMAIL_PASSWORD"),
        },
    }  # fmt: skip
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", "Fairway <fairway@localhost>")

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "account_login", "assessments:portfolio", "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_REDIRECT_URL = "ventures:create"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "add_email": "accounts.forms.AddEmailForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "confirm_email_verification_code": "accounts.forms.ConfirmEmailForm",
}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_CHANGE_EMAIL = True  # one address a person; a new one replaces the old when it is confirmed
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Fairway] "
ACCOUNT_EMAIL_NOTIFICATIONS = bool(EMAIL_URL)
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if EMAIL_URL else "none"  # without a mail server nobody could confirm
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = bool(EMAIL_URL)
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "signup": "20/h/ip", "reset_password": "10/h/ip,3/h/key"}
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.AuthenticateForm",
    "reauthenticate": "accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "accounts.forms.ActivateTOTPForm",
    "add_webauthn": "accounts.forms.AddKeyForm",
    "edit_webauthn": "accounts.forms.EditKeyForm",
}
MFA_TOTP_ISSUER = "Fairway"
MFA_ALLOW_UNVERIFIED_EMAIL = not EMAIL_URL
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("PROXY_COUNT", 1 if HTTPS else 0)
STAFF_SECOND_FACTOR = env_bool("STAFF_SECOND_FACTOR")  # on in the container set-up

# Celery: the report row is the job, the broker only rings the bell
CELERY_BROKER_URL = env("REDIS_URL") or f"redis+socket://{DATA_DIR / 'broker.sock'}"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 60, 90
CELERY_TASK_PUBLISH_RETRY = False  # else a silent Redis blocks the page
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000  # kB
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300, "unacked_restore_interval": 5, "unacked_restore_throttle": 1,
    "socket_timeout": 2, "socket_connect_timeout": 1, "socket_keepalive": True, "health_check_interval": 25,
    "max_retries": 0,  # a page rings once; a worker comes back by its own, endless retry
}  # fmt: skip
CELERY_BEAT_SCHEDULE = {
    "reap": {"task": "reports.tasks.reap", "schedule": 15.0, "options": {"expires": 15}},
    "forget": {"task": "accounts.tasks.forget", "schedule": 24 * 3600.0},
}
REPORT_LEASE_SECONDS = env_int("REPORT_LEASE_SECONDS", 120)

# Logging
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING")},
}
