"""What a place on the map means, as far as it was measured on this map."""

from demux_core.analysis.map_nearness import MapNearness
from demux_core.explain.glossary import explain

_MOSTLY = 0.5
CLUSTERS = (
    f"{explain('Cluster')} Texts are compared with the mean of their language, so that clusters are topics, "
    "not languages."
)


def nearness_sentence(near: MapNearness | None) -> str:
    """Say how far near on the map is near in meaning, and how to read it; empty where it is not measured."""
    if near is None:
        return ""
    if near.languages < 2:
        return f"{_kept(near)}. {_reading(near)}"
    shares = (
        f"of a text's {near.neighbours} nearest on the map, {near.same_language:.0%} share its language "
        f"({near.by_chance:.0%} by chance)"
    )
    if near.groups_by_language:
        return f"This map groups texts by language: {shares}. Compare meanings within a language only."
    shared = f"{near.same_language:.0%} share its language ({near.by_chance:.0%} by chance)"
    return f"{_kept(near)}; {shared}. {_reading(near)}"


def _kept(near: MapNearness) -> str:
    return (
        f"Of a text's {near.neighbours} nearest on the map, {near.kept:.0%} are among its "
        f"{near.neighbours} nearest by all that the model knows"
    )


def _reading(near: MapNearness) -> str:
    if near.kept < _MOSTLY:
        return "Take nearness on the map as a hint that texts are alike, not as proof."
    return "Texts that are near on the map are mostly alike to the model."
