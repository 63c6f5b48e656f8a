"""What is done beside the pages: the queue, the outbox, and what kind of job runs what."""
