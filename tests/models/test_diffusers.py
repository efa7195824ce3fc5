"""Models in this process: tiny pipelines of random weights, made here, go through the real loading code."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from maquette.models import pipelines
from maquette.models.answer import Answer
from maquette.models.cards import Card, find_card
from maquette.models.failures import ModelFailure, Unsupported
from maquette.models.fitting import fit
from maquette.models.health import check, usable
from maquette.models.perform import perform
from maquette.models.registry import bind
from maquette.models.request import Picture, Request, Size
from maquette.picture.decode import read
from maquette.picture.encode import png

TURBO, KLEIN = find_card("z-image-turbo"), find_card("local/flux2-klein-4b")
HERE = all(find_spec(name) for name in ("torch", "diffusers", "transformers"))
needs_library = pytest.mark.skipif(not HERE, reason="the extra `diffusers` is not installed (it is heavy: 1.3 GB)")


@pytest.fixture(autouse=True)
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MAQUETTE_WEIGHTS", str(tmp_path))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


class Quiet:
    """A journal that keeps nothing."""

    def submitted(self) -> None:
        """Nothing."""

    accepted = answered = lambda self, what: None


def ask(card: Card, request: Request) -> Answer:
    return perform(bind(card), fit(request, card), Quiet())  # type: ignore[arg-type]


def tokenizer() -> Any:
    from transformers import Qwen2TokenizerFast
    from transformers.convert_slow_tokenizer import bytes_to_unicode

    vocab = {letter: number for number, letter in enumerate(bytes_to_unicode().values())}
    vocab["<|endoftext|>"] = len(vocab)
    made = Qwen2TokenizerFast(vocab=vocab, merges=[], pad_token="<|endoftext|>")
    made.chat_template = "{% for message in messages %}{{ message['content'] }}{% endfor %}"
    return made


def text_model(kind: str, layers: int, width: int) -> Any:
    import transformers

    sizes = {"hidden_size": width, "intermediate_size": width, "num_hidden_layers": layers}
    heads = {"num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": width // 2, "vocab_size": 300}
    return getattr(transformers, kind)(transformers.Qwen3Config(**sizes, **heads))


def tiny_turbo(folder: Path) -> None:
    import diffusers

    vae = diffusers.AutoencoderKL(
        block_out_channels=(8, 8, 8, 8),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        latent_channels=4,
        norm_num_groups=4,
        use_quant_conv=False,
        use_post_quant_conv=False,
        shift_factor=0.1,
        scaling_factor=0.4,
    )
    transformer = diffusers.ZImageTransformer2DModel(
        in_channels=4,
        dim=32,
        n_layers=1,
        n_refiner_layers=1,
        n_heads=2,
        n_kv_heads=2,
        cap_feat_dim=16,
        axes_dims=[8, 4, 4],
        axes_lens=[512, 64, 64],
    )
    diffusers.ZImagePipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=vae,
        text_encoder=text_model("Qwen3Model", 2, 16),
        tokenizer=tokenizer(),
        transformer=transformer,
    ).save_pretrained(folder)


def tiny_klein(folder: Path) -> None:
    import diffusers

    vae = diffusers.AutoencoderKLFlux2(
        block_out_channels=(8, 8),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        latent_channels=4,
        norm_num_groups=4,
        layers_per_block=1,
        patch_size=(2, 2),
    )
    transformer = diffusers.Flux2Transformer2DModel(
        in_channels=16,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=48,
        timestep_guidance_channels=16,
        axes_dims_rope=[4, 4, 4, 4],
        guidance_embeds=False,
    )
    diffusers.Flux2KleinPipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(),
        vae=vae,
        text_encoder=text_model("Qwen3ForCausalLM", 28, 16),
        tokenizer=tokenizer(),
        transformer=transformer,
        is_distilled=True,
    ).save_pretrained(folder)


@pytest.fixture
def tiny(tmp_path: Path) -> Callable[[Card], Card]:
    """Puts a tiny pipeline where the card's would be, and makes the card's sizes tiny."""

    def make(card: Card) -> Card:
        import torch

        torch.manual_seed(1)
        folder = tmp_path / "diffusers" / str(card.extra["repo"]).replace("/", "--")
        {"local/z-image-turbo": tiny_turbo, "local/flux2-klein-4b": tiny_klein}[card.name](folder)
        return replace(card, sizes=replace(card.sizes, min_pixels=1024, default="64x64"))

    yield make
    pipelines._loaded.clear()


def picture() -> Picture:
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[:32, :32] = 250, 40, 10
    return Picture(png(pixels), "image/png", 64, 64)


def size_of(data: bytes) -> tuple[int, int]:
    height, width = read(data, "it").pixels.shape[:2]
    return width, height


@needs_library
@pytest.mark.filterwarnings("ignore")
def test_a_picture_is_made_of_the_asked_size_and_the_seed_decides(tiny: Callable[[Card], Card]) -> None:
    card = tiny(TURBO)
    request = Request("generate", "", "a red kettle", size=Size(96, 64), seed=3)
    first = ask(card, request)
    assert size_of(first.results[0].data) == (96, 64)
    assert first.cost == 0
    assert ask(card, request) == first
    other = ask(card, replace(request, take=2))
    assert other.results != first.results
    pair = ask(card, replace(request, count=2))
    assert len(pair.results) == 2
    assert pair.results[0] != pair.results[1]
    assert len(pipelines._loaded) == 1, "it is loaded once"


@needs_library
@pytest.mark.filterwarnings("ignore")
def test_settings_are_the_pipelines_own(tiny: Callable[[Card], Card]) -> None:
    card = tiny(TURBO)
    request = Request("generate", "", "a red kettle", size=Size(64, 64))
    usual = ask(card, request)
    assert ask(card, replace(request, options={"num_inference_steps": 2})).results != usual.results
    for name in ("steps", "latents", "width"):
        with pytest.raises(Unsupported, match=f"no setting '{name}'"):
            ask(card, replace(request, options={name: 2}))


@needs_library
@pytest.mark.filterwarnings("ignore")
def test_an_edit_looks_at_its_picture_and_references(tiny: Callable[[Card], Card]) -> None:
    card = tiny(KLEIN)
    request = Request("edit", "", "make it blue", image=picture(), size=Size(64, 64))
    one = ask(card, request)
    assert size_of(one.results[0].data) == (64, 64)
    dark = replace(picture(), data=png(np.zeros((64, 64, 3), np.uint8)))
    assert ask(card, replace(request, image=dark)).results != one.results
    assert ask(card, replace(request, references=(dark,))).results != one.results


@needs_library
@pytest.mark.filterwarnings("ignore")
def test_broken_weights_say_how_to_mend_them(tiny: Callable[[Card], Card], tmp_path: Path) -> None:
    card = tiny(TURBO)
    file = next(tmp_path.rglob("transformer/*.safetensors"))
    file.unlink()
    with pytest.raises(ModelFailure, match="cannot be loaded") as caught:
        ask(card, Request("generate", "", "a red kettle"))
    assert caught.value.code == "bad-weights"


@needs_library
def test_what_is_not_fetched_says_how_to_fetch_it() -> None:
    assert not usable(bind(TURBO)), "auto does not choose what is not here"
    with pytest.raises(ModelFailure, match="not on this machine yet") as caught:
        ask(TURBO, Request("generate", "", "a red kettle"))
    assert caught.value.mend == "maquette models get local/z-image-turbo"
    assert caught.value.charged == "no"
    (state,) = check({TURBO.name: TURBO}, ())
    assert (state["state"], state["mend"]) == ("away", "maquette models get local/z-image-turbo")


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    monkeypatch.setattr(pipelines, "find_spec", lambda name: None)
    assert not usable(bind(TURBO))
    with pytest.raises(ModelFailure, match="extra `diffusers`") as caught:
        pipelines.get_pipeline(TURBO)
    assert "maquette-studio[diffusers]" in caught.value.mend
