"""Surveys in and out: one module a format, all through one assembling and one account of every item."""
