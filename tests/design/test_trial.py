"""A drawing without end is refused once for all, and costs one process."""

import pytest

from maquette.design import trial
from maquette.design.pool import Pool
from maquette.errors import InputError

HEAD = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20"'
ENDLESS = "<defs><g id='c0'><rect width='1' height='1'/></g>" + "".join(
    f"<g id='c{n}'>" + f"<use xlink:href='#c{n - 1}'/>" * 10 + "</g>" for n in range(1, 10)
)


@pytest.fixture
def pool(monkeypatch):
    made = Pool(1)
    made.call(pow, 2, 2)
    monkeypatch.setattr(trial, "painters", lambda: made)
    monkeypatch.setattr(trial, "_found", {})
    yield made
    made.close()


def test_a_logo_without_end_is_waited_for_once(pool, tmp_path, monkeypatch):
    logo = tmp_path / "logo.svg"
    logo.write_text(f"<svg {HEAD}>{ENDLESS}</defs><use xlink:href='#c9'/></svg>")
    monkeypatch.setattr(trial, "TRIAL_LIMIT", 0.5)
    for _ in range(2):
        with pytest.raises(InputError, match=r"logo\.svg cannot be drawn: .* more than 0\.5 seconds") as raised:
            trial.try_drawings({"logo": logo})
        assert raised.value.code == "slow-svg"
        # Nothing is left to wait for, and the second time nobody asked.
        assert pool.processes == []


def test_a_drawing_is_tried_once_and_a_picture_never(pool, tmp_path):
    logo = tmp_path / "logo.svg"
    logo.write_text(f"<svg {HEAD}><rect width='40' height='20'/></svg>")
    asked = []
    pool.call_within, usual = lambda *told: (asked.append(told), usual(*told)), pool.call_within
    for _ in range(3):
        trial.try_drawings({"logo": logo, "picture": b"\xff\xd8\xff a photo"})
    assert len(asked) == 1
    logo.write_text(f"<svg {HEAD}><rect width='40' height='20'/><g/></svg>")
    trial.try_drawings({"logo": logo})
    assert len(asked) == 2


def test_what_reaches_out_is_refused_by_name(pool, tmp_path):
    logo = tmp_path / "logo.svg"
    logo.write_text(f'<svg {HEAD}><image xlink:href="file:///etc/passwd"/></svg>')
    with pytest.raises(InputError, match=r"logo\.svg is refused"):
        trial.try_drawings({"logo": logo})
