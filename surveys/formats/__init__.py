"""Readers and writers of other survey formats."""
