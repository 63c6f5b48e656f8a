"""LimeSurvey files, in."""
