"""HTTP and nothing else: one guarded blueprint per audience, and what they all stand on."""
