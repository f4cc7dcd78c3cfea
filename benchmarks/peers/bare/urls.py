from django.urls import path
from talk import views

urlpatterns = [path("<int:pk>/", views.page), path("<int:pk>/write/", views.write)]
