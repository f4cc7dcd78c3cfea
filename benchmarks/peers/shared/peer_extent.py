"""How much there is where rights are asked for among many: the same for everybody, so that the peers can read it alone."""

PEOPLE, GRANTS_EACH, SECTIONS, PAGES_EACH = 20_000, 50, 50, 60
GRANTS, PAGES = PEOPLE * GRANTS_EACH, SECTIONS * PAGES_EACH
STRIDE = 7919
"""A prime: the grants of one person lie on fifty different pages, far from each other."""
