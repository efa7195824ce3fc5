"""``python -m maquette.cli``."""

import sys

from maquette.cli import main

sys.exit(main())
