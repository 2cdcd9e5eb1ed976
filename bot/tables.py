"""Tables as commands print them: nothing is cut off, and a moment or a number stands in one line."""

from collections.abc import Collection

from rich.table import Table


def table(*heads: str, whole: Collection[str] = ()) -> Table:
    """An empty table with columns of these heads.

    Those in `whole` are never broken; the others are where the screen is too narrow, long words too.
    """
    made = Table()
    for head in heads:
        made.add_column(head, overflow="fold", no_wrap=head in whole)
    return made
