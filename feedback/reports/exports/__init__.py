"""Row-level answers for those allowed: a module a format. An export is no statistic, and is never public."""
