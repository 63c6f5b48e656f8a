"""The demonstration: one invented place with everything in it, labelled as invented, and away again."""
