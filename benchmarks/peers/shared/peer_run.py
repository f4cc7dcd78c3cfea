"""`python -m peer_run MODULE ...`: runs a module of the peer with Django set up, so that it may import models."""

import runpy
import sys

import django

django.setup()
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__")
