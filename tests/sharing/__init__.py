"""Tests of links to shared views."""
