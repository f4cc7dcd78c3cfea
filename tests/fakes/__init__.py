"""Servers that speak the protocol of a service outside, for tests."""
