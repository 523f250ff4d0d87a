"""Every address of the console."""
from django.http import HttpResponse
from django.urls import path
def v(request, **k): return HttpResponse("")
urlpatterns = [path(p, v, name=n) for p, n in [("inbox","inbox"),("search","search"),("conversations/new","start"),("conversations","conversations"),("theme","theme"),("sign-in","sign_in"),("sign-out","sign_out"),
 ("c/<int:pk>/islands","islands"),("c/<int:pk>/r","replies"),("c/<int:pk>/a","assignment"),("c/<int:pk>/cl","closing"),("c/<int:pk>/ro","reopening"),("c/<int:pk>/d","draft"),("c/<int:pk>/n","notes"),("c/<int:pk>/di","dismissals"),("c/<int:pk>/wn","why_not")]]
