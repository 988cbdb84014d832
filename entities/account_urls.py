"""The pages of allauth that are open here; every other one of its addresses does not exist."""

from allauth.account import views as allauth
from django.urls import path, re_path

from entities import views

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("single/", views.single_sign_on.leave, name="account_sso"),
    path("single/callback/", views.single_sign_on.come_back, name="account_sso_callback"),
    path("code/", views.factors.authenticate, name="mfa_authenticate"),
    path("code/lost/", views.factors.lost, name="account_lost_factor"),
    path("passkey/", views.factors.sign_in_with_passkey, name="mfa_login_webauthn"),
    path("logout/", views.leaving.sign_out, name="account_logout"),
    path("exit/", views.leaving.quick_exit, name="account_quick_exit"),
    path("invitation/<str:token>/", views.invitations.accept, name="account_invitation"),
    path("confirm/", views.factors.step_up, name="account_step_up"),
    path("factors/", views.factors.show, name="mfa_index"),
    path("factors/app/", views.factors.add_authenticator, name="mfa_activate_totp"),
    path("factors/passkey/", views.factors.add_passkey, name="mfa_add_webauthn"),
    path("factors/<int:number>/remove/", views.factors.remove, name="account_remove_factor"),
    path("factors/codes/", views.factors.show_codes, name="mfa_view_recovery_codes"),
    path("factors/codes/new/", views.factors.renew_codes, name="account_renew_codes"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]
