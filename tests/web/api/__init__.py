"""Tests of our own routes for scripts and monitors."""
