from django.conf import settings
from django.db import models


class Page(models.Model):
    title = models.CharField(max_length=200)


class Comment(models.Model):
    page = models.ForeignKey(Page, on_delete=models.CASCADE)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    text = models.TextField()
    created = models.DateTimeField(auto_now_add=True)
