from advocates.urls.joining import urlpatterns as joining
from advocates.urls.learning import urlpatterns as learning
from advocates.urls.register import urlpatterns as register
from advocates.urls.rights import urlpatterns as rights

urlpatterns = joining + learning + rights + register
