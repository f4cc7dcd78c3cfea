from django.db import models


class Comment(models.Model):
    """Something on which the rights of a person are asked for."""

    text = models.TextField()

    class Meta:
        default_permissions = ()
        permissions = [(right, right.title()) for right in ("post", "reply", "moderate", "pin")]
