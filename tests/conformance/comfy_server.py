"""A ComfyUI server: its queue, history, uploads and views, strict about nodes and links, painting what it is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from PIL import Image as Pillow

from conformance.pictures import decoded, painted
from conformance.server import Arrived, File, Sent, Server, Wrong, demand

CLASSES = {
    "CheckpointLoaderSimple": {"ckpt_name": str},
    "CLIPTextEncode": {"text": str, "clip": list},
    "EmptyLatentImage": {"width": int, "height": int, "batch_size": int},
    "KSampler": {
        "seed": int,
        "steps": int,
        "cfg": (int, float),
        "sampler_name": str,
        "scheduler": str,
        "denoise": (int, float),
        "model": list,
        "positive": list,
        "negative": list,
        "latent_image": list,
    },
    "LoadImage": {"image": str},
    "LoadImageMask": {"image": str, "channel": str},
    "SetLatentNoiseMask": {"samples": list, "mask": list},
    "VAEEncode": {"pixels": list, "vae": list},
    "VAEEncodeForInpaint": {"pixels": list, "vae": list, "mask": list, "grow_mask_by": int},
    "VAEDecode": {"samples": list, "vae": list},
    "SaveImage": {"images": list, "filename_prefix": str},
    "PreviewImage": {"images": list},
    "OpenAIGPTImage1": {"prompt": str},
}


class Comfy(Server):
    """``waits`` polls come before the work is done; ``crash`` is the node that fails; ``checkpoint`` is there."""

    def __init__(self) -> None:
        super().__init__()
        self.waits = 1
        self.crash = ""
        self.checkpoint = "model.safetensors"
        self.uploaded: dict[str, File] = {}
        self.history: dict[str, dict[str, Any]] = {}
        self.asked: dict[str, int] = {}
        self.shown: dict[str, bytes] = {}
        self.deleted: list[str] = []

    def is_paid(self, call: Arrived) -> bool:
        return call.method == "POST" and call.path == "/prompt"

    def reply(self, call: Arrived) -> Sent:
        if call.path == "/upload/image":
            return self._upload(call)
        if call.path == "/history" and call.method == "POST":
            self.deleted += call.json["delete"]
            for one in call.json["delete"]:
                self.history.pop(one, None)
            return Sent()
        if call.path == "/prompt":
            return self._prompt(call.json)
        demand(call.method == "GET", "unknown path", 404)
        if call.path.startswith("/history/"):
            return self._history(call.path.removeprefix("/history/"))
        if call.path == "/object_info":
            return Sent.json({name: {"input": {"required": {}}} for name in CLASSES})
        demand(call.path == "/view", "unknown path", 404)
        demand(set(call.query) <= {"filename", "subfolder", "type"} and call.query["type"] == "output", "view")
        demand(call.query["filename"] in self.shown, "no such file", 404)
        return Sent(200, self.shown[call.query["filename"]], {"content-type": "image/png"})

    def error(self, wrong: Wrong) -> Sent:
        return Sent.json({"error": {"type": "invalid_prompt", "message": str(wrong)}, "node_errors": {}}, wrong.status)

    def _upload(self, call: Arrived) -> Sent:
        fields = call.fields
        demand(set(fields) <= {"image", "type", "subfolder", "overwrite"}, "upload: unknown field")
        (file,) = fields["image"]
        assert isinstance(file, File)
        decoded(file.data, "image")
        demand(fields["type"] == ["input"] and fields["subfolder"] == ["maquette"], "upload")
        self.uploaded[f"maquette/{file.filename}"] = file
        return Sent.json({"name": file.filename, "subfolder": "maquette", "type": "input"})

    def _prompt(self, body: dict[str, Any]) -> Sent:
        demand(set(body) <= {"prompt", "prompt_id", "client_id", "extra_data", "number", "front"}, "unknown field")
        demand(re.fullmatch(r"[0-9a-f-]{36}", body.get("prompt_id", "")), "prompt_id")
        nodes = body["prompt"]
        errors = {name: self._wrong(node, nodes) for name, node in nodes.items()}
        errors = {name: wrong for name, wrong in errors.items() if wrong["errors"]}
        if errors:
            told = {"type": "prompt_outputs_failed_validation", "message": "Prompt outputs failed validation"}
            return Sent.json({"error": told, "node_errors": errors}, 400)
        self.bill("run", prompt_id=body["prompt_id"])
        self.history[body["prompt_id"]] = self._done(nodes, body["prompt_id"])
        return Sent.json({"prompt_id": body["prompt_id"], "number": 1, "node_errors": {}})

    def _wrong(self, node: dict[str, Any], nodes: Mapping[str, Any]) -> dict[str, Any]:
        demand(set(node) <= {"class_type", "inputs", "_meta"}, "a node has an unknown field")
        demand(node["class_type"] in CLASSES, f"Node '{node['class_type']}' not found.")
        wanted = CLASSES[node["class_type"]]
        errors = []
        for name, kind in wanted.items():
            value = node["inputs"].get(name)
            if isinstance(value, list) and value[0] in nodes:
                continue
            if not isinstance(value, kind):  # type: ignore[arg-type]
                errors.append({"message": "Required input is missing", "details": name})
        given = node["inputs"].get("image")
        if isinstance(given, str) and given not in self.uploaded:
            errors.append({"message": "Custom validation failed for node", "details": f"image - Invalid file: {given}"})
        if node["inputs"].get("ckpt_name", self.checkpoint) != self.checkpoint:
            details = f"ckpt_name: '{node['inputs']['ckpt_name']}' not in ['{self.checkpoint}']"
            errors.append({"message": "Value not in list", "details": details})
        return {"errors": errors, "class_type": node["class_type"], "dependent_outputs": ["9"]}

    def _done(self, nodes: Mapping[str, Any], prompt_id: str) -> dict[str, Any]:
        if self.crash:
            error = {"node_id": "3", "node_type": self.crash, "exception_message": "Allocation on device\n"}
            messages = [["execution_start", {}], ["execution_error", error]]
            return {"status": {"status_str": "error", "completed": False, "messages": messages}, "outputs": {}}
        latent = next((node["inputs"] for node in nodes.values() if "Latent" in node["class_type"]), {})
        count, outputs = latent.get("batch_size", 1) - self.fewer, {}
        for name, node in nodes.items():
            if node["class_type"] not in ("SaveImage", "PreviewImage"):
                continue
            images = []
            for number in range(count):
                file = f"{prompt_id[:8]}_{name}_{number}.png"
                self.shown[file] = painted(latent.get("width", 40), latent.get("height", 30), shade=number)
                images.append({"filename": file, "subfolder": "", "type": "output"})
            outputs[name] = {"images": images}
        return {"status": {"status_str": "success", "completed": True, "messages": []}, "outputs": outputs}

    def _history(self, prompt_id: str) -> Sent:
        self.asked[prompt_id] = self.asked.get(prompt_id, 0) + 1
        done = prompt_id in self.history and self.asked[prompt_id] > self.waits
        return Sent.json({prompt_id: self.history[prompt_id]} if done else {})


def pixels(file: File) -> Pillow.Image:
    return decoded(file.data, "the upload")


def text_to_image() -> dict[str, Any]:
    """The nodes of the usual workflow, with titles and numbers that say nothing."""
    return {
        "41": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "model.safetensors"}},
        "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "a green tree", "clip": ["41", 1]}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurred", "clip": ["41", 1]}},
        "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 768, "batch_size": 4}},
        "3": {
            "class_type": "KSampler",
            "inputs": {
                "seed": 11,
                "steps": 20,
                "cfg": 7.5,
                "sampler_name": "euler",
                "scheduler": "normal",
                "denoise": 1,
                "model": ["41", 0],
                "positive": ["7", 0],
                "negative": ["6", 0],
                "latent_image": ["5", 0],
            },
            "_meta": {"title": "The sampler"},
        },
        "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["41", 2]}},
        "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "it"}},
    }


def inpainting() -> dict[str, Any]:
    """The same, beginning with a picture whose transparency is the mask."""
    nodes = text_to_image()
    nodes["20"] = {"class_type": "LoadImage", "inputs": {"image": "example.png", "upload": "image"}}
    inputs = {"pixels": ["20", 0], "mask": ["20", 1], "vae": ["41", 2], "grow_mask_by": 6}
    nodes["5"] = {"class_type": "VAEEncodeForInpaint", "inputs": inputs}
    return nodes
