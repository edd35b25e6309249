"""Companies without any sync, in each form the API may report it; and a deleted one."""

from __future__ import annotations

from sandbox.case import Case

NEVER_SYNCED: tuple[Case, ...] = (
    Case(
        case="never-synced-404",
        name="Indigo Ceramics",
        promise="Never synced; the reads say so with 404.",
        age=6,
        never="404",
    ),
    Case(
        case="never-synced-null",
        name="Moss & Stone Interiors",
        promise="Never synced; the reads say so with null.",
        commerce=("Shopify",),
        age=6,
        never="null",
    ),
    Case(
        case="never-synced-empty",
        name="Kestrel Outdoors",
        promise="Never synced; the reads say so with {}.",
        commerce=("Clover",),
        age=6,
        never="empty",
    ),
    Case(
        case="never-synced-all-null",
        name="Olive Press Deli",
        promise="Never synced; the reads say so with an object in which all is null.",
        commerce=("Zettle",),
        age=6,
        never="all-null",
    ),
    Case(
        case="brand-new",
        name="Sandpiper Homeware",
        promise=(
            "Created today, both sides linked, the first run is still to come; get_status reports the "
            "connections."
        ),
        commerce=("Shopify",),
        age=0,
        never="connections",
    ),
    Case(
        case="not-configured",
        name="Elder Grove Yarns",
        promise="Linked, but the merchant never finished the configuration. A start is refused (400).",
        configured=False,
        enable=False,
        age=6,
        never="404",
    ),
    Case(
        case="no-commerce",
        name="Bluebird Wholesale",
        promise="Uses other products of Codat, not Commerce: no configuration, no syncs (404).",
        uses_commerce=False,
    ),
    Case(
        case="deleted",
        name="Tideway Vintage",
        promise="Deleted: absent from the list; each call with its id gets 404, no company was found.",
        exists=False,
    ),
)
