"""Every address of the console: nouns, and new nouns for new verbs."""

from django.urls import path

from unruffled.shells.console.views import (
    assignments,
    closings,
    conversations,
    corrections,
    dismissals,
    drafts,
    inbox,
    invitations,
    notes,
    promises,
    replies,
    safety,
    searches,
    sessions,
    themes,
    whynots,
)

urlpatterns = [
    path("", inbox.home, name="home"),
    path("sign-in", sessions.sign_in, name="sign_in"),
    path("practice-seat", sessions.take_seat, name="practice_seat"),
    path("sign-out", sessions.sign_out, name="sign_out"),
    path("welcome/<str:secret>", invitations.accept, name="invitation"),
    path("theme", themes.create, name="theme"),
    path("inbox", inbox.index, name="inbox"),
    path("search", searches.index, name="search"),
    path("conversations", conversations.create, name="conversations"),
    path("conversations/new", conversations.new, name="start"),
    path("conversations/<int:pk>", conversations.show, name="conversation"),
    path("conversations/<int:pk>/islands", conversations.islands, name="islands"),
    path("conversations/<int:pk>/replies", replies.create, name="replies"),
    path("conversations/<int:pk>/replies/<int:message_pk>/withdrawal", replies.withdraw, name="withdrawal"),
    path("conversations/<int:pk>/draft", drafts.create, name="draft"),
    path("conversations/<int:pk>/notes", notes.create, name="notes"),
    path("conversations/<int:pk>/assignment", assignments.create, name="assignment"),
    path("conversations/<int:pk>/closing", closings.create, name="closing"),
    path("conversations/<int:pk>/reopening", closings.reopen, name="reopening"),
    path("conversations/<int:pk>/promises", promises.create, name="promises"),
    path("conversations/<int:pk>/dismissals", dismissals.create, name="dismissals"),
    path("conversations/<int:pk>/why-not", whynots.show, name="why_not"),
    path("conversations/<int:pk>/safety-closing", safety.close, name="safety_closing"),
    path("messages/<int:pk>/corrections", corrections.create, name="corrections"),
]
