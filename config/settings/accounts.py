"""Who may sign in and how: allauth signs in, axes alone locks out, guardian answers for objects."""

from datetime import timedelta

from config.settings.environment import (  # noqa: F401 -- settings of others
    DEMO,
    OIDC_CLIENT_ID,
    OIDC_CLIENT_SECRET,
    OIDC_ISSUER,
    OIDC_NAME,
    SECURE,
)

AUTH_USER_MODEL = "entities.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "entities.backends.AccountBackend",
    "cases.backends.GrantBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "entities.adapters.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
# Of codes and passkeys only: failed passwords are axes' business (entities/adapters.py).
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "entities.forms.SignInForm",
    "reset_password": "entities.forms.ResetLinkForm",
    "reset_password_from_key": "entities.forms.NewPasswordForm",
    "change_password": "entities.forms.ChangePasswordForm",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True

MFA_ADAPTER = "entities.factor_adapter.SealedFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Bidelagun"
# In steps of 30 seconds either way. A demonstration offers the next free code to whoever signs
# in often: each code works once, there as everywhere.
MFA_TOTP_TOLERANCE = 10 if DEMO else 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TRUST_ENABLED = False
MFA_FORMS = {
    "authenticate": "entities.forms.CodeForm",
    "activate_totp": "entities.forms.AddAuthenticatorForm",
    "authenticate_webauthn": "entities.forms.PasskeyForm",
    "login_webauthn": "entities.forms.PasskeySignInForm",
    "add_webauthn": "entities.forms.AddPasskeyForm",
}
INVITATION_HOURS = 72

# What two people decided about an account takes effect so long after the second one agreed, and
# lapses when nobody has agreed for so many days.
ACCOUNT_DECISION_HOURS = 24
ACCOUNT_DECISION_OPEN_DAYS = 14
# Who has not signed in for so many days is suspended, and told so many days before.
ACCOUNT_DORMANT_DAYS = 90
ACCOUNT_DORMANT_WARNING_DAYS = 14

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "entities.lockout.username_of"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_DISABLE_ACCESS_LOG = True  # who came and went stands in our own log
# Neither the form that axes keeps nor the lines it logs say who or from where.
AXES_SENSITIVE_PARAMETERS = ["password", "login", "username", "ip_address", "user_agent"]

# GrantBackend is guardian's backend, made stricter; the check knows only the original.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = False
GUARDIAN_RENDER_404 = True
