"""``maquette channels``."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from maquette.cli.show import as_json, table


def add(command: argparse.ArgumentParser) -> None:
    """Its flags."""
    command.add_argument("show", nargs="?", choices=["show"], help="show one channel and its rules")
    command.add_argument("name", nargs="?", help="the channel")


def do(options: argparse.Namespace) -> int:
    """List channels, or show one."""
    from maquette.design.channels import find_channel, load_channels

    if options.show and options.name:
        channel = find_channel(options.name)
        if options.json:
            as_json(asdict(channel))
            return 0
        print(f"{channel.name}: {channel.title}, read {channel.read}")
        rules = [{**asdict(rule), "limit": rule.limit, "from": rule.since, "to": rule.until} for rule in channel.rules]
        table(rules, ("fact", "limit", "strength", "from", "to", "confidence", "source"))
        for word in channel.by_eye:
            print(f"by eye: {word}")
        return 0
    listed = [
        {
            "name": one.name,
            "title": one.title,
            "rules": len(one.rules),
            "files": [file.name for file in one.outputs],
        }
        for one in load_channels().values()
    ]
    if options.json:
        as_json(listed)
    else:
        table(listed, ("name", "title", "rules", "files"))
    return 0
