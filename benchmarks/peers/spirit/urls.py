from django.conf import settings
from django.urls import include, path
from django.views.static import serve

urlpatterns = [
    path("static/<path:path>", serve, {"document_root": settings.STATIC_ROOT}),
    path("", include("spirit.urls")),
]
