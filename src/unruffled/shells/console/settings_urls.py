"""Addresses of the settings and the set-up."""

from django.urls import path

from unruffled.shells.console.views import (
    doorways,
    inboxes,
    mailed,
    owning,
    passwords,
    people,
    preferences,
    recalibrations,
    set_up,
    settings,
)

urlpatterns = [
    path("own-organisation", owning.begin, name="own"),
    path("set-up/<int:step>", set_up.screen, name="set_up"),
    path("settings", settings.index, name="settings"),
    path("settings/organisation", settings.describe, name="organisation"),
    path("settings/people", people.people, name="people"),
    path("settings/people/<int:pk>", people.one_person, name="person"),
    path("settings/people/<int:pk>/password-link", people.password_link, name="password_link"),
    path("settings/invitations", people.invitations, name="invitations"),
    path("settings/invitations/withdrawal", people.withdraw, name="invitation_withdrawal"),
    path("settings/invitations/renewal", people.invite_again, name="invitation_renewal"),
    path("settings/invitations/mails", mailed.states, name="mail_states"),
    path("settings/inboxes", inboxes.all_inboxes, name="inboxes"),
    path("settings/inboxes/<int:pk>", inboxes.one_inbox, name="inbox_settings"),
    path("settings/mail", doorways.mail, name="first_mail"),
    path("settings/chat", doorways.chat, name="chat"),
    path("settings/trial", doorways.trial, name="trial"),
    path("settings/policies", settings.policies, name="policies"),
    path("settings/recalibration", recalibrations.show, name="recalibration"),
    path("settings/recalibration/on", recalibrations.switch_on, name="recalibration_on"),
    path("settings/recalibration/off", recalibrations.switch_off, name="recalibration_off"),
    path("settings/recalibration/look", recalibrations.ask, name="recalibration_look"),
    path("settings/you", preferences.preferences, name="preferences"),
    path("settings/you/password", preferences.own_password, name="own_password"),
    path("settings/you/tokens", preferences.new_token, name="new_token"),
    path("settings/you/tokens/<int:pk>/ending", preferences.end_token, name="token_ending"),
    path("password/<str:secret>", passwords.renew, name="new_password"),
]
