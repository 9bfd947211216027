"""The scenarios, in the order of the table. Importing this package fills `verdict.CASES`."""

from cases import concurrency, traffic, death, line, pooler, files, splitter, manners  # noqa: F401
