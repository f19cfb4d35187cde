"""The sample day: loading it, and replaying it live."""
