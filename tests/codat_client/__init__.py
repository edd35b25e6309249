"""Tests of the client: tables for its rules, real sockets for what happens on the wire."""
