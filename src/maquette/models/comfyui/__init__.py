"""ComfyUI's workflow files: reading them, finding their inputs, and making a model of one."""
