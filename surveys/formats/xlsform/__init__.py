"""XLSForms, in and out."""
