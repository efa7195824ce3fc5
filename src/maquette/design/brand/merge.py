"""A kit with what was found of its brand later."""

from __future__ import annotations

from dataclasses import replace

from maquette.design.brand.kit import BrandColour, BrandKit


def merge(kit: BrandKit, found: BrandKit) -> BrandKit:
    """*kit* with what *found* adds: new colours, faces, logos and words.

    A colour of the same name gets its new value; a role that is given already stays where it is.
    """
    hexes = {one.name: one.hex for one in found.colours}
    taken = {one.role for one in kit.colours}
    known = {one.name for one in kit.colours}
    colours = [replace(one, hex=hexes.get(one.name, one.hex)) for one in kit.colours]
    colours += [
        BrandColour(one.name, one.hex, "" if one.role in taken else one.role, "" if one.role in taken else one.why)
        for one in found.colours
        if one.name not in known
    ]
    faces = {(one.family, one.weight, one.italic, one.role) for one in kit.typefaces}
    files = {one.file for one in kit.logos}
    return replace(
        kit,
        colours=tuple(colours),
        typefaces=(
            *kit.typefaces,
            *(one for one in found.typefaces if (one.family, one.weight, one.italic, one.role) not in faces),
        ),
        logos=(*kit.logos, *(one for one in found.logos if one.file not in files)),
        do=tuple(dict.fromkeys((*kit.do, *found.do))),
        dont=tuple(dict.fromkeys((*kit.dont, *found.dont))),
    )
