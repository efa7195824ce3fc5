"""The language of the house: operations, references, steps, keys, workflows, and the plan. Pure, no I/O."""

from maquette.graph.keys import Key, canonical, digest
from maquette.graph.op import Leaf, Op, Ref, Step, op, walk
from maquette.graph.plan import PlannedStep, content, early_keys, kept_steps, plan
from maquette.graph.recipe import Recipe, changes, recipe
from maquette.graph.workflow import NO_FIELDS, Fields, Outcome, Parameter, Photo, Workflow, named, references, workflow

__all__ = [
    "NO_FIELDS",
    "Fields",
    "Key",
    "Leaf",
    "Op",
    "Outcome",
    "Parameter",
    "Photo",
    "PlannedStep",
    "Recipe",
    "Ref",
    "Step",
    "Workflow",
    "canonical",
    "changes",
    "content",
    "digest",
    "early_keys",
    "kept_steps",
    "named",
    "op",
    "plan",
    "recipe",
    "references",
    "walk",
    "workflow",
]
