"""The outside world: addresses, QR codes, and later posters and texts."""
