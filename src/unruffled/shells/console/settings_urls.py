"""Addresses of the settings and the set-up."""

from django.urls import path

from unruffled.shells.console.views import doorways, owning, passwords, recalibrations, set_up, settings

urlpatterns = [
    path("own-organisation", owning.begin, name="own"),
    path("set-up/<int:step>", set_up.screen, name="set_up"),
    path("settings", settings.index, name="settings"),
    path("settings/organisation", settings.describe, name="organisation"),
    path("settings/people", settings.people, name="people"),
    path("settings/people/<int:pk>", settings.one_person, name="person"),
    path("settings/people/<int:pk>/password-link", settings.password_link, name="password_link"),
    path("settings/invitations", settings.invitations, name="invitations"),
    path("settings/invitations/withdrawal", settings.withdraw, name="invitation_withdrawal"),
    path("settings/invitations/renewal", settings.invite_again, name="invitation_renewal"),
    path("settings/inboxes", settings.all_inboxes, name="inboxes"),
    path("settings/inboxes/<int:pk>", settings.one_inbox, name="inbox_settings"),
    path("settings/mail", doorways.mail, name="first_mail"),
    path("settings/chat", doorways.chat, name="chat"),
    path("settings/trial", doorways.trial, name="trial"),
    path("settings/policies", settings.policies, name="policies"),
    path("settings/recalibration", recalibrations.show, name="recalibration"),
    path("settings/recalibration/on", recalibrations.switch_on, name="recalibration_on"),
    path("settings/recalibration/off", recalibrations.switch_off, name="recalibration_off"),
    path("settings/recalibration/look", recalibrations.ask, name="recalibration_look"),
    path("settings/you", settings.preferences, name="preferences"),
    path("settings/you/password", settings.own_password, name="own_password"),
    path("password/<str:secret>", passwords.renew, name="new_password"),
]
