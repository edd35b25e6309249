"""Tests of what people and leads do with sessions and roles."""
