from django.urls import URLPattern, URLResolver, path

from record import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("record/", views.record, name="record"),
    path("record/heads.json", views.heads_json, name="record_heads"),
    path("record/tabard_verify.py", views.script, name="record_script"),
    path(".well-known/tabard-keys.json", views.keys_json, name="record_keys"),
]
