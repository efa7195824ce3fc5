"""A workflow file becomes a model: its inputs are set, its pictures uploaded and fetched, its errors named by node."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conformance.asking import Notes, ask
from conformance.comfy_server import Comfy, inpainting, pixels, text_to_image
from conformance.pictures import edits_top_left, mask, painted, picture
from conformance.server import DIE, HALF, Fault, refuse
from maquette.models.cards import Card, load_cards
from maquette.models.comfyui.card import import_workflow
from maquette.models.failures import BadRequest, ModelFailure, SpendingOff, Unavailable, Unsupported
from maquette.models.fitting import fit
from maquette.models.health import check
from maquette.models.perform import resume
from maquette.models.price import estimate, settle
from maquette.models.registry import bind
from maquette.models.request import Request, Size
from maquette.models.transport import send


@pytest.fixture
def comfy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Comfy]:
    monkeypatch.setattr("maquette.models.perform._FIRST_WAIT", 0.01)
    with Comfy() as server:
        monkeypatch.setenv("MAQUETTE_COMFYUI_BASE_URL", server.url)
        yield server
        assert not server.wrong, server.wrong


def model(folder: Path, nodes: dict[str, Any]) -> Card:
    """The model that *nodes* become, read back from its folder as a workspace does."""
    source = folder / "workflow_api.json"
    source.write_text(json.dumps(nodes))
    import_workflow(source, folder / "models", "mine")
    return load_cards(folder / "models")["comfyui/mine"]


def generate(prompt: str = "a red kettle", **more: Any) -> Request:
    return Request("generate", "", prompt, **more)


def edit(prompt: str = "a red kettle", **more: Any) -> Request:
    return Request("edit", "", prompt, **{"image": picture(), **more})


def nodes_of(server: Comfy) -> dict[str, Any]:
    return server.paid()[-1].json["prompt"]  # type: ignore[no-any-return]


def test_words_size_seed_and_settings_go_where_they_belong(comfy: Comfy, tmp_path: Path) -> None:
    card = model(tmp_path, text_to_image())
    options = {"steps": 8, "cfg": 2, "9.filename_prefix": "ours"}
    request = generate(size=Size(640, 512), negative_prompt="dust", seed=5, take=2, count=2, options=options)
    answer = ask(card, request)
    assert [result.data for result in answer.results] == [painted(640, 512, shade=shade) for shade in (0, 1)]
    nodes = nodes_of(comfy)
    assert nodes["7"]["inputs"]["text"] == "a red kettle"
    assert nodes["6"]["inputs"]["text"] == "dust"
    assert nodes["5"]["inputs"] == {"width": 640, "height": 512, "batch_size": 2}
    changed = {name: nodes["3"]["inputs"][name] for name in ("seed", "steps", "cfg", "sampler_name")}
    assert changed == {"seed": 6, "steps": 8, "cfg": 2, "sampler_name": "euler"}
    assert nodes["9"]["inputs"]["filename_prefix"] == "ours"
    fitted = fit(request, card)
    assert estimate(fitted, card).strings == ["0.00", "0.00"]
    assert settle(fitted, card, answer) == 0


def test_what_is_left_open_stays_as_the_workflow_has_it(comfy: Comfy, tmp_path: Path) -> None:
    card = model(tmp_path, text_to_image())
    ask(card, generate())
    ask(card, generate(take=3))
    first, third = (call.json["prompt"] for call in comfy.paid())
    assert (first["3"]["inputs"]["seed"], third["3"]["inputs"]["seed"]) == (11, 13)
    assert first["5"]["inputs"] == {"width": 512, "height": 768, "batch_size": 1}
    assert first["6"]["inputs"]["text"] == "blurred"


def test_an_inpainting_workflow_is_given_the_mask_as_transparency(comfy: Comfy, tmp_path: Path) -> None:
    card = model(tmp_path, inpainting())
    assert card.capabilities == ("edit", "mask", "negative-prompt", "seed")
    ask(card, edit(mask=mask()))
    name = nodes_of(comfy)["20"]["inputs"]["image"]
    shown = np.asarray(pixels(comfy.uploaded[name]))
    # LoadImage makes its mask of what is transparent.
    assert edits_top_left(255 - shown[..., 3])
    assert np.array_equal(shown[..., :3], np.asarray(pixels_of(painted(48, 32))))
    with pytest.raises(Unsupported, match="only inside a mask"):
        ask(card, edit())


def pixels_of(data: bytes) -> Any:
    from conformance.pictures import decoded

    return decoded(data, "it")


@pytest.mark.parametrize("channel", ["red", "alpha"])
def test_a_mask_of_its_own_has_the_polarity_of_its_channel(comfy: Comfy, tmp_path: Path, channel: str) -> None:
    nodes = inpainting()
    nodes["21"] = {"class_type": "LoadImageMask", "inputs": {"image": "mask.png", "channel": channel}}
    nodes["5"]["inputs"]["mask"] = ["21", 0]
    ask(model(tmp_path, nodes), edit(mask=mask()))
    sent = nodes_of(comfy)
    levels = np.asarray(pixels(comfy.uploaded[sent["21"]["inputs"]["image"]]))
    assert edits_top_left(255 - levels[..., 3] if channel == "alpha" else levels)
    assert pixels(comfy.uploaded[sent["20"]["inputs"]["image"]]).mode == "RGB"


def test_pictures_go_in_their_order_and_must_be_as_many(comfy: Comfy, tmp_path: Path) -> None:
    nodes = inpainting()
    nodes["2"] = {"class_type": "LoadImage", "inputs": {"image": "other.png"}}
    nodes["5"] = {"class_type": "VAEEncode", "inputs": {"pixels": ["20", 0], "vae": ["41", 2]}}
    nodes["4"] = {"class_type": "VAEEncode", "inputs": {"pixels": ["2", 0], "vae": ["41", 2]}}
    nodes["7"]["inputs"]["style"] = ["4", 0]
    card = model(tmp_path, nodes)
    ask(card, edit(references=(picture(shade=3),)))
    sent = nodes_of(comfy)
    assert comfy.uploaded[sent["20"]["inputs"]["image"]].data == painted(48, 32)
    assert comfy.uploaded[sent["2"]["inputs"]["image"]].data == painted(48, 32, shade=3)
    with pytest.raises(Unsupported, match="takes 2 pictures, the request has 1"):
        ask(card, edit())


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (generate(options={"clip_skip": 2}), "no setting 'clip_skip'"),
        (generate(options={"3.model": "x"}), "no setting '3.model'"),
        (generate(options={"steps": "many"}), "steps of comfyui/mine is such as 20"),
        (generate(transparent=True), "no transparency"),
        (generate(count=9), "9 pictures are asked for at once"),
        (edit(), "no edit"),
    ],
)
def test_what_it_lacks_is_said_before_anything_runs(
    comfy: Comfy, tmp_path: Path, request_: Request, words: str
) -> None:
    with pytest.raises(Unsupported, match=words):
        ask(model(tmp_path, text_to_image()), request_)
    assert not comfy.billed


def test_the_server_names_the_node_that_it_does_not_like(comfy: Comfy, tmp_path: Path) -> None:
    comfy.checkpoint = "another.safetensors"
    with pytest.raises(BadRequest) as caught:
        ask(model(tmp_path, text_to_image()), generate())
    assert "CheckpointLoaderSimple (41): Value not in list: ckpt_name: 'model.safetensors'" in caught.value.reason
    assert (caught.value.charged, caught.value.again) == ("no", False)


def test_a_node_that_fails_is_named_and_the_same_request_may_run_again(comfy: Comfy, tmp_path: Path) -> None:
    card = model(tmp_path, text_to_image())
    comfy.crash = "KSampler"
    with pytest.raises(ModelFailure, match=r"failed at KSampler \(3\): Allocation on device") as caught:
        ask(card, generate())
    assert (caught.value.code, caught.value.charged) == ("workflow-failed", "no")
    comfy.crash = ""
    assert ask(card, generate()).results, "the earlier outcome is not taken for the new one"
    assert len(set(comfy.deleted)) == 1


@pytest.mark.parametrize("fault", [DIE, HALF], ids=lambda fault: fault.kind)
def test_a_lost_reply_is_found_by_the_id_that_we_gave(comfy: Comfy, tmp_path: Path, fault: Fault) -> None:
    comfy.next(fault)
    answer = ask(model(tmp_path, text_to_image()), generate())
    assert len(answer.results) == len(comfy.billed) == 1


def test_after_a_crash_the_picture_is_fetched_and_nothing_runs_twice(comfy: Comfy, tmp_path: Path) -> None:
    card = model(tmp_path, text_to_image())
    notes = Notes()
    ask(card, generate(), notes)
    assert notes.events[:2] == ["submitted", "accepted"], "the id is kept before anything is sent"
    again = resume(bind(card), Notes(), pending=notes.pending[0], reply=None)
    assert again.results[0].data == painted(512, 768)
    assert len(comfy.billed) == 1


def test_a_server_that_is_not_there_says_where_it_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAQUETTE_COMFYUI_BASE_URL", "http://127.0.0.1:9")
    with pytest.raises(Unavailable) as caught:
        ask(model(tmp_path, text_to_image()), generate())
    assert "MAQUETTE_COMFYUI_BASE_URL" in caught.value.mend
    monkeypatch.delenv("MAQUETTE_COMFYUI_BASE_URL")
    assert bind(load_cards(tmp_path / "models")["comfyui/mine"]).base == "http://127.0.0.1:8188"


def test_an_error_of_the_server_is_no_outcome(comfy: Comfy, tmp_path: Path) -> None:
    comfy.next(refuse(500, {"error": "oh"}))
    with pytest.raises(Unavailable) as caught:
        ask(model(tmp_path, text_to_image()), generate())
    assert caught.value.charged == "no"


def test_partner_nodes_are_named_and_kept_from_spending(comfy: Comfy, tmp_path: Path) -> None:
    nodes = {
        "1": {"class_type": "OpenAIGPTImage1", "inputs": {"prompt": "a tree"}},
        "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "it"}},
    }
    card = model(tmp_path, nodes)
    assert "OpenAIGPTImage1 (1)" in card.note
    assert not estimate(generate(), card).known
    with pytest.raises(SpendingOff, match="partner nodes"):
        ask(card, generate())
    assert not comfy.billed


def test_a_workflow_that_was_changed_after_import_is_not_run(comfy: Comfy, tmp_path: Path) -> None:
    card = model(tmp_path, text_to_image())
    (tmp_path / "models/mine.json").write_text("{}")
    with pytest.raises(ModelFailure, match="not the workflow that was imported"):
        ask(card, generate())
    assert not comfy.calls


def test_missing_custom_nodes_are_told_by_the_free_check(comfy: Comfy, tmp_path: Path) -> None:
    card = model(tmp_path, text_to_image())
    adapter: Any = bind(card).adapter
    assert adapter.read_alive(send(bind(card), adapter.alive(card), paid=False), card) == ("comfyui/mine",)
    nodes = text_to_image()
    nodes["8"]["class_type"] = "VAEDecodeOfMine"
    other = model(tmp_path / "other", nodes) if (tmp_path / "other").mkdir() is None else card
    (state,) = check({card.name: card, "other": replace(other, name="other")}, ("other",))
    assert "no node VAEDecodeOfMine" in state["reason"], "the model that was named is looked at, not its neighbour"
    with pytest.raises(Unavailable, match="no node VAEDecodeOfMine"):
        adapter.read_alive(send(bind(other), adapter.alive(other), paid=False), other)
