"""The narrow door between the benchmarks and the product: how it is run, what it is filled with."""

from benchmarks.product.plan import NAME, Queries, plan, queries

__all__ = ["NAME", "Queries", "plan", "queries"]
