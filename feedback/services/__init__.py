"""Services write: plain functions, session first, verb first. They flush; whoever opened the transaction commits."""
