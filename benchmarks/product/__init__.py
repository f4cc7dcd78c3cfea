"""The narrow door between the benchmarks and the product: how it is run, what it is filled with."""

from benchmarks.product.plan import NAME, RUN, Queries, plan, queries

__all__ = ["NAME", "RUN", "Queries", "plan", "queries"]
