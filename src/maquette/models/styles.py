"""Named styles, in words that any model understands."""

from __future__ import annotations

STYLES = {
    "watercolour": "a loose watercolour on rough paper, wet edges, visible pigment, white of the paper left open",
    "line-art": "clean black ink line art on white, even line weight, no shading",
    "isometric": "an isometric illustration, flat faces with soft gradients, consistent 30 degree axes",
    "clay": "soft clay model, rounded forms, fingerprints, studio light, shallow depth of field",
    "film": "35 mm colour negative film, fine grain, gentle halation, slightly lifted blacks",
    "risograph": "a two-colour risograph print, visible halftone, slight misregistration, warm paper",
    "studio": "a studio photograph, large soft key light from the left, seamless paper backdrop, true colours",
    "flat": "a flat vector illustration, few solid colours, geometric shapes, generous empty space",
    "oil": "an oil painting, confident visible brushwork, rich impasto in the lights",
    "night": "the same scene at night, practical lights, deep blue shadows, believable exposure",
}
