"""A document → the catalog: asked, checked, and grouped into feeds."""
