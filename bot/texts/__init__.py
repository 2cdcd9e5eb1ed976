"""Every word people read: Fluent catalogues, one .ftl per language, and the wording of notices from them."""
