"""What lies beside the files: the manifest and the contact sheet."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path

from maquette.deliver.files import cannot_be_written
from maquette.deliver.manifest import write_manifest
from maquette.deliver.sheet import SheetRow, write_sheet
from maquette.runs.report import RunReport
from maquette.store import Record, Store

MOST_ON_SHEET = 2000


def write_proof(
    store: Store,
    report: RunReport,
    folder: Path,
    *,
    sheet: bool,
    changed: bool,
) -> RunReport:
    """Write the manifest and, where something changed or there is none, the contact sheet; the report names both.
    Raises ``DeliveryError`` when there is no room for them, or the folder cannot be written.
    """
    head = {"workflow": report.workflow, "summary": report.rows}
    page = folder / "contact-sheet.html"
    try:
        manifest = write_manifest(folder, head, store.history.rows(report.run))
        if sheet and (changed or not page.exists()):
            counts = report.rows
            summary = f"{counts['done']} done, {counts['waiting']} need a person, {counts['failed']} failed"
            rows = (_sheet_row(store, record) for record in islice(store.history.rows(report.run), MOST_ON_SHEET))
            write_sheet(folder, rows, report.workflow.replace("-", " "), summary)
    except OSError as error:
        raise cannot_be_written(Path(error.filename or folder), error) from error
    return replace(report, manifest=str(manifest), sheet=str(page) if page.exists() else "")


def _sheet_row(store: Store, record: Record) -> SheetRow:
    facts = record["facts"] or {}
    told = {}
    if facts.get("certainty") is not None:
        told["certainty"] = f"{facts['certainty']:.0%}"
    if facts.get("methods"):
        told["path"] = ", ".join(facts["methods"])
    afters = [(file["format"], store.blobs.path(file["sha256"])) for file in record["files"] or []]
    photo = record["values"]["path"]
    return SheetRow(
        record["name"],
        Path(photo) if photo else None,
        afters,
        record["state"],
        record["reason"] or "",
        record["mend"] or "",
        told,
    )
